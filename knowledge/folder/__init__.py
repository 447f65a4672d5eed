"""A folder of files to Facts: each read in a process of its own, copies left out, differences told, schedules added."""
