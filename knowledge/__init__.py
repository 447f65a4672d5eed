"""Files to facts to answers. No Telegram, no asyncio, no clock, no environment: the day is an argument."""
