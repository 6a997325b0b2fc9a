"""``python -m cloudbeds_connector.testing.process`` runs a simulated hotel."""

from .program import main

raise SystemExit(main())
