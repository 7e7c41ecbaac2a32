"""The pages of a provider's own staff: its sessions, its people, its claims, its agreement, and nothing of any other's."""
