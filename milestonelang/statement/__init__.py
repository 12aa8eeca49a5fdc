"""What a run came to, for people and for programs: the statement of each period, and why."""
