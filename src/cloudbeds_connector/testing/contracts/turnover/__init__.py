"""The contract of the turnover rules: contract.json, and how rules are checked against it."""
