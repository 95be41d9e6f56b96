"""Real brokers for the acceptance tests: Kafka and Zeebe from Maven artifacts, without Docker."""
