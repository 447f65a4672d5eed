"""Sends what is due and keeps the ledger of it.

What is due is decided anew at each look, from the agenda, the subscriptions and the ledger (bot.reminders.due), so
nothing depends on a job that lives in memory. Letters go out side by side, one at a time to a chat, and after all
answers to people. Each is claimed before it is sent and settled after:

- Telegram took it: sent, with the number of the message.
- It refused this message: failed, with the reason. Where the message told several things, each is tried alone.
- It refused the chat (the bot was removed or blocked): failed, and the chat is paused until the bot is back.
- The group became a supergroup: sent there. The topic is closed or gone: sent to the group itself.
- Not sent for certain (no connection, "retry after"): the claim is given back, and the chat is tried again later.
- Timed out, here or at a gateway: it may have arrived, so it is settled as unsure and not repeated.
- The connection broke, or the server says that it failed (5xx): hardly sent, but who knows; it is sent once more
  and says that it may be a repeat.
- The process died in between: the next start finds the claim; it is sent once more and says so.
- Its time passed: settled as missed, and told to the admins.

Before a correction goes out, the messages that told the old date are edited, which can be done twice without harm.
"""

from handlers.reminders.loop import look, remind_forever, start, stop
from handlers.reminders.outbox import Outbox

__all__ = ["Outbox", "look", "remind_forever", "start", "stop"]
