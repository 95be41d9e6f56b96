"""A real Kafka broker: one node, controller and broker in one, on loopback.

    kafka = Kafka("3.9.2", folder)     # nothing runs yet; the port is already known
    kafka.start()
    ... kafka.brokers ...              # "127.0.0.1:PORT", the same after every restart
    kafka.kill(); kafka.start()        # a crash; the data stay
    kafka.stop()
"""
import signal
import socket
import struct
import subprocess
from pathlib import Path

from brokers import cache, java, net
from brokers.process import Child, tail
from brokers.wait import wait_until

VERSIONS = ("3.9.2", "4.4.0")
OLDEST_JAVA = 17
READY_LIMIT_S = 60
_CLUSTER_ID = "dGVsbHRhbGUtYWNjZXB0YQ"  # 16 bytes, base64url

# kafka_2.13 brings no logging back end; the 3.x line speaks log4j 1, the 4.x line log4j 2.
_LOGGING = {
    "3": ["org.slf4j:slf4j-reload4j:1.7.36"],
    "4": ["org.apache.logging.log4j:log4j-slf4j-impl:2.25.1",
          "org.apache.logging.log4j:log4j-core:2.25.1"],
}
_LOG4J_1 = """log4j.rootLogger=INFO, out
log4j.appender.out=org.apache.log4j.ConsoleAppender
log4j.appender.out.layout=org.apache.log4j.PatternLayout
log4j.appender.out.layout.ConversionPattern=%d %p %c{1} %m%n
"""
_LOG4J_2 = """rootLogger.level=info
rootLogger.appenderRef.out.ref=out
appender.out.type=Console
appender.out.name=out
appender.out.layout.type=PatternLayout
appender.out.layout.pattern=%d %p %c{1} %m%n
"""
# A killed broker must wait out its old session before it is let in again: 9 s by default.
_PROPERTIES = """process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:{controller}
controller.listener.names=CONTROLLER
listeners=PLAINTEXT://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controller}
advertised.listeners=PLAINTEXT://127.0.0.1:{port}
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
inter.broker.listener.name=PLAINTEXT
log.dirs={folder}/log
auto.create.topics.enable=false
delete.topic.enable=true
offsets.topic.replication.factor=1
offsets.topic.num.partitions=4
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
transaction.state.log.num.partitions=4
group.initial.rebalance.delay.ms=0
broker.session.timeout.ms=3000
broker.heartbeat.interval.ms=500
"""


def fetch(version):
    """Returns the folder of the broker's jars; raises cache.Unavailable."""
    jars = [f"org.apache.kafka:kafka_2.13:{version}", *_LOGGING[version[0]]]
    return cache.keep(f"kafka-{version}", lambda folder: cache.maven_jars(jars, folder))


class Kafka:
    """One broker with its data in `folder`."""

    def __init__(self, version, folder):
        self.version = version
        self._folder = Path(folder)
        self._port, self._controller = net.free_port(), net.free_port()
        self._child = None

    @property
    def brokers(self):
        return f"{net.LOOPBACK}:{self._port}"

    @property
    def pid(self):
        return self._child.pid

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.stop()

    def launch(self):
        """Starts it on its data and returns at once."""
        if not (self._folder / "log").exists():
            self._format()
        self._child = Child(self._java("kafka.Kafka", self._folder / "server.properties"),
                            log=self._folder / "server.log")

    def await_ready(self):
        wait_until(lambda: f"Kafka {self.version} answers\n{tail(self._folder / 'server.log')}",
                   self._ready, READY_LIMIT_S)

    def start(self):
        self.launch()
        self.await_ready()

    def kill(self):
        self._child.kill()

    def pause(self):
        self._child.signal(signal.SIGSTOP)

    def resume(self):
        self._child.signal(signal.SIGCONT)

    def stop(self):
        if self._child:
            self._child.stop()

    def _format(self):
        self._folder.mkdir(parents=True, exist_ok=True)
        settings = {"port": self._port, "controller": self._controller, "folder": self._folder}
        (self._folder / "server.properties").write_text(_PROPERTIES.format(**settings))
        (self._folder / "log4j.properties").write_text(_LOG4J_1)
        (self._folder / "log4j2.properties").write_text(_LOG4J_2)
        subprocess.run(self._java("kafka.tools.StorageTool", "format", "-t", _CLUSTER_ID, "-c",
                                  self._folder / "server.properties"),
                       check=True, stdout=subprocess.DEVNULL)

    def _java(self, main, *args):
        command, _ = java.find(OLDEST_JAVA)
        return [command, "-Xms128m", "-Xmx384m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1",
                f"-Dlog4j.configuration=file:{self._folder}/log4j.properties",
                f"-Dlog4j2.configurationFile={self._folder}/log4j2.properties",
                "-cp", f"{fetch(self.version)}/*", main, *map(str, args)]

    def _ready(self):
        if not self._child.alive():
            raise RuntimeError(f"Kafka {self.version} died\n{tail(self._folder / 'server.log')}")
        return live_brokers(self._port) >= 1


def live_brokers(port):
    """Returns how many brokers a Metadata answer lists; 0 if there is no answer."""
    # Metadata, version 1, correlation id 1, client id "tta", no topics.
    body = struct.pack(">hhih3si", 3, 1, 1, 3, b"tta", 0)
    try:
        with socket.create_connection((net.LOOPBACK, port), timeout=2) as connection:
            connection.sendall(struct.pack(">i", len(body)) + body)
            answer = connection.recv(12, socket.MSG_WAITALL)
    except OSError:
        return 0
    return struct.unpack(">iii", answer)[2] if len(answer) == 12 else 0
