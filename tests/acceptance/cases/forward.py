"""Events of an open episode are handed to its running instance, once each, whoever is killed."""
import json
from pathlib import Path

from brokers.wait import wait_until
from cases import require
from fleet import compact
from stack import Stack
from telltale import Telltale

EXAMPLE = Path(__file__).resolve().parents[3] / "docs/examples/review"
TOPIC = "plant.bearings"
EPISODE_AT = 1_714_521_600_000  # 2024-05-01T00:00:00Z
LIMIT_S = 60


def forward(setting, zeebe_version):
    """The example of the review, as users have it, with its workflow in a real Zeebe."""
    episode = f"bearing-warm/P1/B4@{compact(EPISODE_AT + 20_000)}"
    with Stack("3.9.2", zeebe_version, setting.folder, setting.tool) as stack:
        stack.tool.deploy(stack.zeebe.gateway, EXAMPLE / "bearing.bpmn")
        stack.tool.fill_topic(stack.kafka.brokers, TOPIC, 1, [
            _say(0, temperature=84), _say(10, temperature=84), _say(20, temperature=96),
            _say(30, verdict="needs grease", by="Ann")])
        node = Telltale(setting.binary, setting.folder / "telltale", _rules(),
                        stack.kafka.brokers, stack.zeebe.gateway,
                        options="message_ttl: 1h, gate: true")
        node.start()
        _await(stack, "the review", lambda seen: seen.forwards.get(episode))
        _require_equal(stack.sink.snapshot().forwards[episode][0].get("verdict"), "needs grease")
        node.kill()
        stack.tool.produce(stack.kafka.brokers, TOPIC, [
            _say(40, temperature=97), _say(45, bearing="B5", verdict="fine", by="Ann"),
            _say(50, temperature=70), _say(350, temperature=70),
            _say(360, verdict="done", by="Ben")])
        node.start()
        _await(stack, "the back", lambda seen: seen.backs.get(episode))
        stack.fence()
        seen = stack.sink.snapshot()
        _require_equal([set(each) - {"episode", "telltale"} for each in seen.forwards[episode]],
                      [{"verdict", "reviewed_by"}, {"hottest"}])
        _require_equal((list(seen.forwards), len(seen.starts[episode]), seen.incidents),
                      ([episode], 1, []))
        _require_equal(node.metrics().total("telltale_outcomes_total", outcome="forward-ignored"), 2)
        require(node.metrics().total("telltale_outbox_entries", fate="parked") == 0, "parked")
        require(node.stop() == 0, "SIGTERM did not end it in order")


def _require_equal(found, wanted):
    require(found == wanted, f"expected {wanted}, but found {found}")


def _rules():
    """The example's topics and rules."""
    text = (EXAMPLE / "telltale.yaml").read_text(encoding="utf-8")
    return text[text.index("topics:"):]


def _say(second, bearing="B4", **fields):
    at = EPISODE_AT + second * 1000
    event = {"plant": "P1", "bearing": bearing, "ts": at, "event_id": f"e{second}", **fields}
    return {"key": bearing, "timestamp": at, "value": json.dumps(event)}


def _await(stack, what, condition):
    wait_until(what, lambda: condition(stack.sink.snapshot()), LIMIT_S)
