"""Calls acceptance_tool (tests/acceptance/tools), which speaks to Kafka and Zeebe."""
import json
import subprocess

CALL_LIMIT_S = 180
FRESH_TOPIC_TRIES = 3


class ToolError(Exception):
    """The tool was refused; the text is what it said."""


class Tool:
    """One verb per method; answers are the tool's JSON."""

    def __init__(self, path):
        self._path = str(path)

    def call(self, verb, *args, text=""):
        done = subprocess.run([self._path, verb, *map(str, args)], input=text.encode(),
                              capture_output=True, timeout=CALL_LIMIT_S, check=False)
        if done.returncode != 0:
            raise ToolError(f"{verb}: {done.stderr.decode('utf-8', 'replace').strip()}")
        return json.loads(done.stdout)

    def create_topic(self, brokers, topic, partitions, **config):
        # The records of the tests are years old: nothing may be deleted for its age.
        settings = {"retention.ms": "-1", "compression.type": "lz4", **config}
        self.call("create-topic", "--brokers", brokers, "--topic", topic, "--partitions",
                  partitions, *(f"--config={name}={value}" for name, value in settings.items()))

    def delete_topic(self, brokers, topic):
        self.call("delete-topic", "--brokers", brokers, "--topic", topic)

    def produce(self, brokers, topic, records):
        """Appends records (see tools/input_record.h), each with a proper delivery report."""
        text = "".join(json.dumps(record) + "\n" for record in records)
        delivered = self.call("produce", "--brokers", brokers, "--topic", topic,
                              text=text)["delivered"]
        if delivered != len(records):
            raise ToolError(f"{delivered} of {len(records)} records were reported as delivered")

    def count(self, brokers, topic):
        return self.call("count", "--brokers", brokers, "--topic", topic)["records"]

    def group_offsets(self, brokers, topic, group):
        return self.call("group-offset", "--brokers", brokers, "--topic", topic, "--group",
                         group)["offsets"]

    def find(self, brokers, topic, prefix):
        """Where the records stand whose keys begin so: {(partition, offset): key}."""
        found = self.call("find", "--brokers", brokers, "--topic", topic, "--prefix", prefix)
        return {(at["partition"], at["offset"]): at["key"] for at in found["positions"]}

    def read(self, brokers, topic):
        """Yields each record of the topic, per partition in order (see tools/kafka_read.h)."""
        with subprocess.Popen([self._path, "read", "--brokers", brokers, "--topic", topic],
                              stdout=subprocess.PIPE) as reading:
            for line in reading.stdout:
                if (record := json.loads(line)) != {}:
                    yield record
        if reading.returncode != 0:
            raise ToolError(f"read: it ended with {reading.returncode}")

    def quarantine(self, state_dir, topic):
        """What a stopped node has set aside: [(partition, offset, error's name)]."""
        rows = self.call("quarantine", "--dir", str(state_dir), "--topic", topic)["rows"]
        return [(row["partition"], row["offset"], row["error"]) for row in rows]

    def fill_topic(self, brokers, topic, partitions, records, **config):
        """Creates the topic with exactly these records.

        librdkafka can lose the first records of a topic just created, even though they were
        reported as delivered; so the broker's own count decides, and a topic that lacks some is
        made again.
        """
        for _ in range(FRESH_TOPIC_TRIES):
            self.create_topic(brokers, topic, partitions, **config)
            try:
                self.produce(brokers, topic, records)
                counted = self.count(brokers, topic)
                if counted == len(records):
                    return
                problem = f"{counted} of {len(records)} records"
            except ToolError as error:
                problem = str(error)
            self.delete_topic(brokers, topic)
        raise ToolError(f"{topic}: {problem} after {FRESH_TOPIC_TRIES} tries")

    def deploy(self, gateway, *files):
        self.call("deploy", "--gateway", gateway, *files)

    def publish(self, gateway, name, key, message_id, variables):
        self.call("publish", "--gateway", gateway, "--name", name, "--key", key, "--id",
                  message_id, "--variables", json.dumps(variables))

    def topology(self, gateway):
        return self.call("topology", "--gateway", gateway)
