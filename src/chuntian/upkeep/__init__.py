"""Keep the house running: backup and restore, readiness for production, the outbox and the jobs that are due."""
