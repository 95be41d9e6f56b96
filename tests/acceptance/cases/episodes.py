"""Real alarms in Kafka become exactly the expected workflow instances in Zeebe."""
from collections import defaultdict

import alarms
from cases import require, require_none
from stack import Stack
from telltale import Telltale

GROUP = "telltale"


def three_episodes(setting):
    """The smallest whole: three alarms that come and go."""
    records, expected = alarms.first_episodes("every-alarm", 3)
    with Stack("3.9.2", "8.5.8", setting.folder, setting.tool) as stack:
        _run(setting, stack, "every-alarm", records, expected, limit_s=30)


def chatter(setting, kafka_version, zeebe_version):
    """40,103 alarms of which 927 times three came within a minute."""
    expected = alarms.expected("chatter")
    with Stack(kafka_version, zeebe_version, setting.folder, setting.tool) as stack:
        telltale = _run(setting, stack, "chatter", alarms.records(), expected, limit_s=120)
        _replay(setting, stack, telltale, "chatter")


def every_alarm(setting):
    """Every alarm its own workflow: 20,135 of them, as fast as Zeebe takes them."""
    expected = alarms.expected("every-alarm")
    with Stack("3.9.2", "8.5.8", setting.folder, setting.tool) as stack:
        _run(setting, stack, "every-alarm", alarms.records(), expected, limit_s=900)


def _run(setting, stack, rule, records, expected, limit_s):
    setting.tool.fill_topic(stack.kafka.brokers, alarms.TOPIC, alarms.PARTITIONS, records)
    telltale = Telltale(setting.binary, setting.folder / "telltale", alarms.rules(rule),
                        stack.kafka.brokers, stack.zeebe.gateway)
    telltale.start()
    telltale.await_ready()
    require_none(stack.await_episodes(expected, limit_s))
    require(telltale.metrics().total("telltale_outbox_entries", fate="parked") == 0, "parked")
    code = telltale.stop()
    require(code == 0, f"SIGTERM ended it with {code} instead of 0")
    _prove_the_check(stack, expected)
    return telltale


def _replay(setting, stack, telltale, rule):
    """The story of the busiest key has its commands, and a replay leaves no trace in the group."""
    before = setting.tool.group_offsets(stack.kafka.brokers, alarms.TOPIC, GROUP)
    by_key = defaultdict(list)
    for command in alarms.commands(rule):
        by_key[alarms.episode_key(command["episode"])].append(command)
    key, expected = max(by_key.items(), key=lambda item: len(item[1]))
    told = telltale.replay(key)
    require(told == expected, f"expected {expected}, but the replay told {told}")
    after = setting.tool.group_offsets(stack.kafka.brokers, alarms.TOPIC, GROUP)
    require(after == before, f"the group was at {before} and is at {after}")


def _prove_the_check(stack, expected):
    """Doubles one start by hand: a verdict that does not see it proves nothing."""
    doubled = min(expected.backs)
    stack.start_by_hand(doubled, message_id=f"{doubled}:doubled")
    found = stack.verdict(expected)
    require(found == [f"more than one start: 1, such as {doubled}"],
            f"a start doubled by hand was judged as {found}")
