"""The contract of PmsConnector and PmsSession."""
