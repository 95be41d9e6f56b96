"""With a gate in the workflow everything is killed again and again, Zeebe for longer than it keeps a
message, and still each episode takes effect exactly once, and nothing is parked for an operator.

Zeebe forgets an id as soon as its TTL is over; what may have arrived before that is sent again all
the same, and the gate sorts it out.
"""
import fleet
from brokers.wait import TimedOut, wait_until
from brokers.zeebe import INSTANCES
from cases import require_none
from cases.faults import FAILPOINTS, Storm
from stack import Stack
from telltale import Telltale
from verdict import gated_problems

# After a report of an instance is durable, before its job is answered.
GATED_FAILPOINTS = (*FAILPOINTS, "reported-unanswered")
SIZES = {"events": 19_600, "episodes": 200, "keys": 100}
ZEEBE = {**INSTANCES, "ZEEBE_BROKER_EXPERIMENTAL_ENGINE_MESSAGES_TTLCHECKERINTERVAL": "PT1S"}
OPTIONS = "gate: true, message_ttl: 10s, request_timeout: 2s"
ANSWERED_LIMIT_S = 60


def gate_faults(setting, zeebe_version):
    drawn = fleet.make(setting.seed, **SIZES)
    with Stack("3.9.2", zeebe_version, setting.folder, setting.tool, ZEEBE) as stack:
        telltale = Telltale(setting.binary, setting.folder / "telltale",
                            "loops: 2\n" + fleet.RULES,
                            stack.kafka.brokers, stack.zeebe.gateway, OPTIONS)
        storm = Storm(setting, stack, drawn, telltale)
        storm.run([*GATED_FAILPOINTS, "zeebe", "zeebe-down"])
        _await_answered(stack, drawn.expected())
        require_none(storm.judge(gated_problems))


def _await_answered(stack, expected):
    """Waits until every instance that came has passed its gate or ended."""
    try:
        wait_until("gates", lambda: not gated_problems(expected, stack.sink.snapshot()),
                   ANSWERED_LIMIT_S, every_s=1)
    except TimedOut:
        pass  # the verdict says what is wrong, and that is the better message
