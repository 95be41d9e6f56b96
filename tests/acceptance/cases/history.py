"""Zeebe's history is in Kafka, each record as it was said and in order, whoever was killed meanwhile."""
from brokers import net
from brokers.kafka import Kafka
from brokers.wait import wait_until
from brokers.zeebe import Zeebe
from cases import require, require_none
from exporter import Exporter, Witness, draw, problems
from stack import JOBS, START, TEMPLATE
from telltale import Telltale

TOPIC, PARTITIONS = "zeebe", 3
HISTORY = "zeebe:history"  # what quarantine calls it
STEP_LIMIT_S, LOAD_LIMIT_S = 90, 600
KILL_EVERY = 0.12  # of the records
STARTS = 30  # per round
# All that the stock exporter says, which the other cases switch off.
INDEXED = ("JOB", "PROCESS", "PROCESSINSTANCE", "PROCESSEVENT", "VARIABLE", "MESSAGE",
           "MESSAGESUBSCRIPTION", "DEPLOYMENT", "ERROR", "TIMER", "CREATETEMPLATE")
ALL = {f"ZEEBE_BROKER_EXPORTERS_ELASTICSEARCH_ARGS_INDEX_{kind}": "true" for kind in INDEXED}


class Road:
    """A node that has nothing but history, on an empty topic."""

    def __init__(self, setting, kafka):
        self.port = net.free_port()
        setting.tool.fill_topic(kafka.brokers, TOPIC, PARTITIONS, [])
        self.node = Telltale(setting.binary, setting.folder / "telltale",
                             f'history: {{ listen: "{net.LOOPBACK}:{self.port}", topic: {TOPIC} }}',
                             kafka.brokers)
        self.kills = 0
        self.start()

    def start(self):
        self.node.start()
        self.node.await_ready()

    def kill(self):
        self.node.kill()
        self.kills += 1

    def position(self, partition):
        try:
            return self.node.metrics().total("telltale_history_position",
                                             zeebe_partition=str(partition))
        except KeyError:
            return -1


def model(setting, records, partitions=2):
    """The model of the exporter says very much, while Telltale and Kafka are killed."""
    with Kafka("3.9.2", setting.folder / "kafka") as kafka:
        road = Road(setting, kafka)
        exporters = [Exporter(road.port, number, draw(number, records // partitions, setting.seed),
                              setting.seed) for number in range(1, partitions + 1)]
        for exporter in exporters:
            exporter.start()
        _kill_on_the_way(road, kafka, exporters, records)
        wait_until("all is taken", lambda: not any(e.is_alive() for e in exporters), LOAD_LIMIT_S)
        require(road.node.stop() == 0, "SIGTERM did not end it with 0")
        said = {place: text for exporter in exporters for place, text in exporter.said.items()}
        most = road.kills * sum(exporter.largest for exporter in exporters)
        require(any(exporter.refused for exporter in exporters), "nothing was ever refused")
        require_none(problems(said, setting.tool.read(kafka.brokers, TOPIC), most))
        rows = setting.tool.quarantine(road.node.folder / "state", HISTORY)
        poison = sorted(place for exporter in exporters for place in exporter.poison)
        require(poison, "nothing was ever poison")
        require(sorted(row[:2] for row in rows) == poison, "quarantine is not what was poison, once")


def _kill_on_the_way(road, kafka, exporters, records):
    """Telltale each time so many records more were taken, and once Kafka."""
    share = KILL_EVERY
    while share < 0.9:
        goal = share * records
        wait_until(f"{goal:.0f} records are taken",
                   lambda: sum(e.taken for e in exporters) >= goal, LOAD_LIMIT_S, every_s=0.01)
        if 0.45 < share < 0.45 + KILL_EVERY:
            kafka.kill()
            kafka.start()
        else:
            road.kill()
            road.start()
        share += KILL_EVERY


def broker(setting, zeebe_version):
    """A real broker says what happened in some dozen workflows, while one after another is killed."""
    with Kafka("3.9.2", setting.folder / "kafka") as kafka:
        road = Road(setting, kafka)
        with Witness(road.port) as witness:
            zeebe = Zeebe(zeebe_version, setting.folder / "zeebe", witness.url, ALL)
            try:
                zeebe.start()
                setting.tool.deploy(zeebe.gateway, TEMPLATE)
                _work(setting, zeebe, kafka, road, witness)
            finally:
                zeebe.stop()
            _await_taken(road, witness)
        require(road.node.stop() == 0, "SIGTERM did not end it with 0")
        require(witness.refused > 0, "nothing was ever refused")
        require_none(problems(witness.said, setting.tool.read(kafka.brokers, TOPIC),
                              road.kills * witness.largest))


def _work(setting, zeebe, kafka, road, witness):
    _start_workflows(setting, zeebe, witness, 1)
    road.kill()
    _start_workflows(setting, zeebe, witness, 2)
    road.start()
    kafka.kill()
    _publish_starts(setting, zeebe, 3)
    kafka.start()
    _await_starts(witness, 3)
    zeebe.kill()  # what it has no snapshot of it says again
    zeebe.start()
    _start_workflows(setting, zeebe, witness, 4)


def _start_workflows(setting, zeebe, witness, number):
    """Returns when the exporter has said that they were started."""
    _publish_starts(setting, zeebe, number)
    _await_starts(witness, number)


def _publish_starts(setting, zeebe, number):
    for i in range(STARTS):
        episode = f"{number}-{i}"
        setting.tool.publish(zeebe.gateway, START, episode, episode,
                             {"episode": episode, "telltale": JOBS})


def _await_starts(witness, number):
    wait_until(f"records of {STARTS * number} starts",
               lambda: witness.count(_is_start) >= STARTS * number, STEP_LIMIT_S, every_s=0.2)


def _is_start(record):
    return "MESSAGE_START_EVENT_SUBSCRIPTION" in record and '"CORRELATED"' in record


def _await_taken(road, witness):
    wait_until("the newest record is taken", lambda: road.position(1) == witness.newest(),
               STEP_LIMIT_S, every_s=0.2)
