"""A real Zeebe broker with its gateway: one node, one partition, on loopback.

    zeebe = Zeebe("8.5.8", folder, sink.url)   # its records go to the sink (see sink.py)
    zeebe.start()
    ... zeebe.gateway ...                      # "127.0.0.1:PORT", the same after every restart
    zeebe.kill(); zeebe.start()                # a crash; the data stay
    zeebe.stop()
"""
import json
import signal
import urllib.error
import urllib.request
from pathlib import Path

from brokers import cache, java, net
from brokers.process import Child, tail
from brokers.wait import wait_until

VERSIONS = ("8.5.8", "8.6.0")
OLDEST_JAVA = 21
READY_LIMIT_S = 120
REST_LIMIT_S = 20
_MAIN = {"8.5": "io.camunda.zeebe.broker.StandaloneBroker",
         "8.6": "io.camunda.application.StandaloneBroker"}
_TOPOLOGY = {"8.5": "/v1/topology", "8.6": "/v2/topology"}

# The sink counts starts, backs and incidents; everything else would only cost time.
_UNCOUNTED = ("JOB", "PROCESS", "PROCESSINSTANCE", "PROCESSEVENT", "VARIABLE", "MESSAGE",
              "MESSAGESUBSCRIPTION", "DEPLOYMENT", "ERROR", "TIMER", "CREATETEMPLATE")

# A setting by which it also exports how instances end: 20 records for each.
INSTANCES = {"ZEEBE_BROKER_EXPORTERS_ELASTICSEARCH_ARGS_INDEX_PROCESSINSTANCE": "true"}


def fetch(version):
    """Returns the folder of the distribution; raises cache.Unavailable."""
    def fill(folder):
        cache.maven_file(f"io.camunda:camunda-zeebe:{version}:tar.gz", folder)
        archive = next(folder.glob("*.tar.gz"))
        cache.run(["tar", "xzf", archive, "-C", folder, "--strip-components=1"])
        archive.unlink()

    return cache.keep(f"zeebe-{version}", fill)


class Zeebe:
    """One broker with its data in `folder`, exporting its records to `sink_url`."""

    def __init__(self, version, folder, sink_url, settings=None):
        self.version = version
        self._line = version[:3]
        self._folder = Path(folder)
        self._sink_url = sink_url
        self._settings = settings or {}  # environment variables beside our own
        self._gateway, self._command, self._internal, self._rest, self._monitoring = (
            net.free_port() for _ in range(5))
        self._child = None

    @property
    def gateway(self):
        return f"{net.LOOPBACK}:{self._gateway}"

    @property
    def monitoring(self):
        return f"{net.LOOPBACK}:{self._monitoring}"

    def launch(self):
        """Starts it on its data and returns at once."""
        (self._folder / "data").mkdir(parents=True, exist_ok=True)
        self._child = Child(self._argv(), log=self._folder / "broker.log", cwd=self._folder,
                            env={**self._network(), **self._exporter(), **self._settings})

    def await_ready(self):
        wait_until(lambda: f"Zeebe {self.version} leads\n{tail(self._folder / 'broker.log')}",
                   self._ready, READY_LIMIT_S, every_s=0.2)

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

    def complete_task(self, key):
        """Does the work of a task for people, as Tasklist would."""
        request = urllib.request.Request(
            f"http://{net.LOOPBACK}:{self._rest}/v1/user-tasks/{key}/completion", data=b"{}",
            headers={"content-type": "application/json"}, method="POST")
        with urllib.request.urlopen(request, timeout=REST_LIMIT_S):
            pass

    def _argv(self):
        command, version = java.find(OLDEST_JAVA)
        quiet = ["--sun-misc-unsafe-memory-access=allow", "--enable-native-access=ALL-UNNAMED"]
        home = fetch(self.version)
        return [command, "-Xms192m", "-Xmx640m", "-XX:+UseSerialGC",
                "-XX:MaxDirectMemorySize=384m", *(quiet if version >= 24 else []),
                "-cp", f"{home}/config:{home}/lib/*", f"-Dapp.home={self._folder}",
                f"-Dbasedir={self._folder}", _MAIN[self._line]]

    def _network(self):
        """Since 8.5 SERVER_PORT is REST, and monitoring must have a port of its own."""
        return {
            "ZEEBE_BROKER_GATEWAY_ENABLE": "true",
            "ZEEBE_BROKER_NETWORK_HOST": net.LOOPBACK,
            "ZEEBE_BROKER_GATEWAY_NETWORK_HOST": net.LOOPBACK,
            "ZEEBE_BROKER_GATEWAY_NETWORK_PORT": str(self._gateway),
            "ZEEBE_BROKER_NETWORK_COMMANDAPI_PORT": str(self._command),
            "ZEEBE_BROKER_NETWORK_INTERNALAPI_PORT": str(self._internal),
            "ZEEBE_BROKER_CLUSTER_PARTITIONSCOUNT": "1",
            "ZEEBE_BROKER_DATA_DIRECTORY": str(self._folder / "data"),
            "ZEEBE_BROKER_DATA_DISK_ENABLEMONITORING": "false",
            "ZEEBE_BROKER_THREADS_CPUTHREADCOUNT": "2",
            "ZEEBE_BROKER_THREADS_IOTHREADCOUNT": "2",
            "SERVER_ADDRESS": net.LOOPBACK, "SERVER_PORT": str(self._rest),
            "MANAGEMENT_SERVER_ADDRESS": net.LOOPBACK,
            "MANAGEMENT_SERVER_PORT": str(self._monitoring),
        }

    def _exporter(self):
        prefix = "ZEEBE_BROKER_EXPORTERS_ELASTICSEARCH_"
        return {
            f"{prefix}CLASSNAME": "io.camunda.zeebe.exporter.ElasticsearchExporter",
            f"{prefix}ARGS_URL": self._sink_url,
            f"{prefix}ARGS_BULK_DELAY": "1",
            **{f"{prefix}ARGS_INDEX_{kind}": "false" for kind in _UNCOUNTED},
        }

    def _ready(self):
        if not self._child.alive():
            raise RuntimeError(f"Zeebe {self.version} died\n{tail(self._folder / 'broker.log')}")
        url = f"http://{net.LOOPBACK}:{self._rest}{_TOPOLOGY[self._line]}"
        try:
            with urllib.request.urlopen(url, timeout=3) as answer:
                return has_leader(json.load(answer))
        except (OSError, urllib.error.URLError, ValueError):
            return False


def has_leader(topology):
    """Tells whether some broker of a REST topology leads partition 1.

    While it starts, the gateway answers without brokers, or with brokers without partitions.
    """
    return any(partition["partitionId"] == 1 and partition["role"] == "leader"
               for broker in topology.get("brokers") or ()
               for partition in broker.get("partitions") or ())
