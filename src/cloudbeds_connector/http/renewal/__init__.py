"""Single-flight renewal of a credential."""
