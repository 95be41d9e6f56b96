"""How a node behaves towards who operates it: it waits, says why, and refuses by name."""
import json

import alarms
from brokers.kafka import Kafka
from brokers.wait import wait_until
from cases import require, require_none
from stack import Stack
from telltale import Telltale

UNAVAILABLE, REFUSED = 69, 78
ANSWER_LIMIT_S, EXIT_LIMIT_S, COMMIT_LIMIT_S, EPISODES_LIMIT_S = 20, 30, 30, 60
GROUP = "telltale"


def waiting(setting):
    """With Kafka and Zeebe away a node lives, is not ready and says why; then it catches up."""
    stack = Stack("3.9.2", "8.5.8", setting.folder, setting.tool)
    try:
        telltale, impatient = (
            Telltale(setting.binary, setting.folder / name, alarms.rules("every-alarm"),
                     stack.kafka.brokers, stack.zeebe.gateway) for name in ("patient", "impatient"))
        telltale.start()
        impatient.start("--require-ready", "2s")
        wait_until("an answer", lambda: telltale.get("/healthz")[0] == 200, ANSWER_LIMIT_S)
        status, why = telltale.get("/readyz")
        require(status == 503 and "kafka" in why.lower(), f"/readyz said {status}: {why}")
        code = impatient.await_exit(EXIT_LIMIT_S)
        require(code == UNAVAILABLE, f"--require-ready ended with {code} instead of 69")
        _brokers_come(setting, stack, telltale)
    finally:
        stack.__exit__()


def _brokers_come(setting, stack, telltale):
    stack.launch()
    stack.await_ready()
    records, expected = alarms.first_episodes("every-alarm", 3)
    setting.tool.fill_topic(stack.kafka.brokers, alarms.TOPIC, alarms.PARTITIONS, records)
    telltale.await_ready()
    require_none(stack.await_episodes(expected, EPISODES_LIMIT_S))
    _reload(telltale)
    require_none(stack.await_episodes(expected, EPISODES_LIMIT_S))
    require(telltale.stop() == 0, "SIGTERM did not end it with 0")


def _reload(telltale):
    """SIGHUP: the same configuration takes over, on the same group and store."""
    telltale.reload()
    wait_until("a reload", lambda: telltale.metrics().total("telltale_config_reloads_total",
                                                            result="done") == 1, ANSWER_LIMIT_S)
    telltale.await_ready()


def refusals(setting):
    """What could start a workflow twice, or lose one, is refused at start, by number."""
    records, expected = alarms.first_episodes("every-alarm", 3)
    with Kafka("3.9.2", setting.folder / "kafka") as kafka:
        setting.tool.fill_topic(kafka.brokers, alarms.TOPIC, 1, records)
        first, second = (
            Telltale(setting.binary, setting.folder / name, alarms.rules("every-alarm"),
                     kafka.brokers) for name in ("first", "second"))
        _run_until_committed(setting, kafka, first)
        require(len(first.commands()) == len(expected.starts) + len(expected.backs),
                f"told {first.commands()}")
        _refused(second, "E3005")  # its store is empty, and its group has read this topic before
        _run_until_committed(setting, kafka, second, "--new-store")
        _refused(first, "E3004")  # the group belongs to another store now
        setting.tool.delete_topic(kafka.brokers, alarms.TOPIC)
        setting.tool.fill_topic(kafka.brokers, alarms.TOPIC, 1, _a_little_later(records))
        _refused(second, "E3001")  # the topic is another one


def sample(setting):
    """A sample and a bench look at each partition, and leave no trace in the group."""
    records = alarms.records()
    with Kafka("3.9.2", setting.folder / "kafka") as kafka:
        setting.tool.fill_topic(kafka.brokers, alarms.TOPIC, alarms.PARTITIONS, records)
        telltale = Telltale(setting.binary, setting.folder / "telltale",
                            alarms.rules("every-alarm"), kafka.brokers)
        before = setting.tool.group_offsets(kafka.brokers, alarms.TOPIC, GROUP)
        done = telltale.check("--sample", "1000", "--json")
        require(done.returncode == 0, f"it ended with {done.returncode}: {done.stderr}")
        seen = json.loads(done.stdout.splitlines()[-1])
        require((seen["records"], seen["partitions"]) == (1000, alarms.PARTITIONS), f"saw {seen}")
        require(seen["rules"][0]["scattered_keys"] == 0, f"saw {seen}")
        _bench(telltale, len(records), setting.folder)
        after = setting.tool.group_offsets(kafka.brokers, alarms.TOPIC, GROUP)
        require(after == before, f"the group was at {before} and is at {after}")
    done = telltale.check("--sample", "1000")
    require(done.returncode == UNAVAILABLE, f"without Kafka it ended with {done.returncode}")


def _bench(telltale, records, folder):
    """All of the topic in a store of the bench's own, and then a part of it."""
    for most, expected in ((10 * records, records), (2 * alarms.PARTITIONS, 2 * alarms.PARTITIONS)):
        done = telltale.check("--records", str(most), "--dir", folder, "--json", verb="bench")
        require(done.returncode == 0, f"bench ended with {done.returncode}: {done.stderr}")
        found = json.loads(done.stdout)
        require((found["records"], found["partitions"]) == (expected, alarms.PARTITIONS),
                f"of {records} records and at most {most} the bench measured {found}")
    require(not list(folder.glob("telltale-bench-*")), "the bench left its state")


def _run_until_committed(setting, kafka, telltale, *flags):
    """Runs a node until the group holds an offset with new metadata, then ends it."""
    def committed():
        return setting.tool.group_offsets(kafka.brokers, alarms.TOPIC, GROUP)[0]

    before = committed()["metadata64"]
    telltale.start("--output", "stdout", *flags)
    wait_until("a group offset of this store", lambda: committed()["metadata64"] != before and
               committed()["offset"] > 0, COMMIT_LIMIT_S)
    require(telltale.stop() == 0, "SIGTERM did not end it with 0")


def _refused(telltale, number):
    telltale.start("--output", "stdout")
    code = telltale.await_exit(EXIT_LIMIT_S)
    require(code == REFUSED and number in telltale.said(),
            f"expected {number} and exit code {REFUSED}, but it ended with {code}:\n"
            f"{telltale.said()}")


def _a_little_later(records):
    return [{**record, "timestamp": record["timestamp"] + 1} for record in records]
