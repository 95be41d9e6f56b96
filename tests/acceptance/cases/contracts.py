"""The contract suites of the connectors (tests/contract) over the brokers they are made for.

Each test of a suite counts as one in the runner's totals.
"""
import json

from brokers.kafka import Kafka
from brokers.process import Child, tail
from brokers.zeebe import Zeebe
from cases import Failed, require
from sink import Sink

LIMIT_S = 400
# The suite moves the broker's clock; without this, expired messages stay for up to a minute.
TESTABLE_TIME = {"ZEEBE_CLOCK_CONTROLLED": "true",
                 "ZEEBE_BROKER_EXPERIMENTAL_ENGINE_MESSAGES_TTLCHECKERINTERVAL": "PT1S"}


def kafka(setting, kafka_version):
    """The contracts of source and producer over Kafka."""
    with Kafka(kafka_version, setting.folder / "kafka") as broker:
        env = {"TELLTALE_KAFKA_BROKERS": broker.brokers, "TELLTALE_KAFKA_PID": str(broker.pid)}
        _run(setting, "producer_contract_test", "*Kafka*", env)
        _run(setting, "source_contract_test", "*Kafka*", env)


def gateway(setting, zeebe_version):
    """The gateway contract over Zeebe."""
    sink = Sink()
    zeebe = Zeebe(zeebe_version, setting.folder / "zeebe", sink.url, TESTABLE_TIME)
    try:
        zeebe.start()
        _run(setting, "gateway_contract_test", "*Zeebe*",
             {"TELLTALE_ZEEBE_ADDRESS": zeebe.gateway,
              "TELLTALE_ZEEBE_MONITORING": zeebe.monitoring})
    finally:
        zeebe.stop()
        sink.close()


def _run(setting, suite, tests, env):
    """Runs these tests of a GoogleTest program, and counts them."""
    program = setting.binary.parent / "tests/contract" / suite
    result, log = setting.folder / "result.json", setting.folder / "suite.log"
    code = Child([program, f"--gtest_filter={tests}", f"--gtest_output=json:{result}"],
                 log=log, env=env).wait(LIMIT_S)
    require(result.exists(), f"{suite} ended with {code}\n{tail(log)}")
    counts = json.loads(result.read_text())
    require(counts["tests"] > 0, f"{suite} has no test over a broker")
    setting.count(counts["tests"] - counts["failures"], counts["failures"])
    if counts["failures"] or code != 0:
        raise Failed(f"{suite} ended with {code}\n{tail(log, lines=60)}")
