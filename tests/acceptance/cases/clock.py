"""A broker that stands still is never mistaken for a source that is silent."""
import json
import time

from brokers.kafka import Kafka
from brokers.wait import wait_until
from cases import require
from telltale import Telltale

TOPIC = "lamp.events"
QUIET_S = 20
PACE_S = 5  # how often the source has something to say
RULES = f"""topics:
  {TOPIC}: {{ format: json, time: ts, id: event_id, late: 1s }}
rules:
  lamp:
    topic: {TOPIC}
    key: [lamp]
    bad: state = "BAD"
    raise: 1 bad in a row
    clear: quiet for {QUIET_S}s
    start: maintenance-needed
    back: back-to-normal
"""
OUTAGE_S = 60  # longer without an answer is an outage; the clock is then held as long again
STOPPED_S = OUTAGE_S + 10
SPEAKS_AFTER_S = OUTAGE_S - 15  # within the time in which producers are given a chance to speak
START_LIMIT_S, BACK_LIMIT_S = 30, OUTAGE_S + QUIET_S + 30


def broker_stopped(setting):
    """Stops Kafka for much longer than `quiet for` while an episode is open."""
    with Kafka("3.9.2", setting.folder / "kafka") as kafka:
        lamp = _Lamp(setting, kafka)
        first_ms = lamp.speaks()
        lamp.telltale.start("--output", "stdout")
        wait_until("a start", lambda: lamp.told("start"), START_LIMIT_S)
        kafka.pause()
        let_pass(STOPPED_S)
        kafka.resume()
        kafka.await_ready()
        let_pass(SPEAKS_AFTER_S)
        require(not lamp.told("back"), "the outage was taken for silence")
        spoke_ms = lamp.speaks_up(first_ms)
        back = wait_until("a back", lambda: lamp.told("back"), BACK_LIMIT_S)[0]
        silent_s = time.time() - spoke_ms / 1000
        require(silent_s >= QUIET_S, f"the episode ended {silent_s:.1f} s after its last event")
        require(back["at"] == spoke_ms + QUIET_S * 1000,
                f"expected an end {QUIET_S} s after {spoke_ms}, but found {back}")
        require(lamp.telltale.stop() == 0, "SIGTERM did not end it with 0")
        commands = lamp.telltale.commands()
        require(len(commands) == 2, f"told {commands}")
        replayed = lamp.telltale.replay("L1")  # the back by the ticks that the store has
        require(replayed == commands, f"told {commands}, but the replay told {replayed}")


class _Lamp:
    """One source on one partition, and the node that listens to it."""

    def __init__(self, setting, kafka):
        self._tool, self._brokers = setting.tool, kafka.brokers
        self._tool.create_topic(self._brokers, TOPIC, 1)
        self.telltale = Telltale(setting.binary, setting.folder / "telltale", RULES,
                                 self._brokers)

    def speaks(self):
        """Produces one bad event of this moment, and returns the moment in ms."""
        now_ms = int(time.time() * 1000)
        self._produce([now_ms])
        return now_ms

    def speaks_up(self, since_ms):
        """Produces what the source could not deliver: a bad event each PACE_S, the last one now.

        By event time it was never quiet; only the broker was. Returns the last moment in ms.
        """
        now_ms = int(time.time() * 1000)
        self._produce([*range(since_ms + PACE_S * 1000, now_ms, PACE_S * 1000), now_ms])
        return now_ms

    def _produce(self, moments_ms):
        events = [{"event_id": str(ms), "ts": ms, "lamp": "L1", "state": "BAD"}
                  for ms in moments_ms]
        self._tool.produce(self._brokers, TOPIC, [
            {"key": "L1", "timestamp": event["ts"], "value": json.dumps(event)}
            for event in events])

    def told(self, kind):
        return [command for command in self.telltale.commands() if command["cmd"] == kind]


def let_pass(seconds):
    """Lets time pass: here it is not waited for but what is tested."""
    time.sleep(seconds)
