"""Two nodes that share a topic: together they tell what one would, and nothing twice."""
import alarms
from brokers.kafka import Kafka
from brokers.wait import wait_until
from cases import require
from telltale import Telltale
from verdict import Expected

REFUSED = 78
COMMANDS_LIMIT_S, EXIT_LIMIT_S = 120, 30


def shards(setting):
    """The alarms of both shards are those of the whole topic; a store stays with its shard."""
    expected = alarms.expected("chatter")
    with Kafka("3.9.2", setting.folder / "kafka") as kafka:
        setting.tool.fill_topic(kafka.brokers, alarms.TOPIC, alarms.PARTITIONS, alarms.records())
        nodes = [_node(setting, kafka, number, f"node-{number}") for number in (1, 2)]
        for node in nodes:
            node.start("--output", "stdout")
        for node in nodes:
            node.await_ready()
        wanted = len(expected.starts) + len(expected.backs)
        wait_until(lambda: f"{wanted} commands, not {[len(n.commands()) for n in nodes]}",
                   lambda: sum(len(node.commands()) for node in nodes) >= wanted,
                   COMMANDS_LIMIT_S)
        _start_again(nodes[0])
        for number, node in enumerate(nodes, start=1):
            require(node.metrics().total("telltale_shard_info", shard=str(number)) == 1, "shard")
            require(node.commands(), f"shard {number} told nothing")
            require(node.stop() == 0, "SIGTERM did not end it with 0")
        told = Expected.of_commands(command for node in nodes for command in node.commands())
        require(told == expected, f"told {len(told.starts)} starts and {len(told.backs)} backs")
        _refuses_the_store_of_another(setting, kafka)


def _node(setting, kafka, number, folder):
    return Telltale(setting.binary, setting.folder / folder,
                    f"shard: {number}/2\n" + alarms.rules("chatter"), kafka.brokers)


def _start_again(node):
    """What the other shard claimed of the group meanwhile is none of its business."""
    require(node.stop() == 0, "SIGTERM did not end it with 0")
    node.start("--output", "stdout")
    node.await_ready()


def _refuses_the_store_of_another(setting, kafka):
    """Shard 2 on the store of shard 1."""
    stranger = _node(setting, kafka, 2, "node-1")
    stranger.start("--output", "stdout")
    code = stranger.await_exit(EXIT_LIMIT_S)
    require(code == REFUSED and "E1030" in stranger.said(),
            f"expected E1030 and exit code {REFUSED}, but it ended with {code}:\n{stranger.said()}")
