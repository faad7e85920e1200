# Bad mail servers, one on a port of its own for each behaviour: prints `WHERE HOW PORT`
# for each, and then what it takes. It ends when its standard input does.
import asyncio
import sys

from aiosmtpd.smtp import SMTP

WHERES = ["EHLO", "MAIL", "RCPT", "DATA", "END"]
HOWS = ["drop", "slow", "421 4.3.2 I am tired", "451 4.3.0 later", "550 5.1.1 never"]
# Bytes of a message behind which the connection is dropped.
POINTS = ["1", "7", "4000", "70000"]


class Handler:
    def __init__(self, where, how):
        self.where, self.how = where, how

    async def at(self, where, server):
        if where != self.where:
            return None
        if self.how == "drop":
            server.transport.abort()
            await asyncio.sleep(3600)
        if self.how == "slow":
            await asyncio.sleep(3600)
        return self.how

    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        bad = await self.at("EHLO", server)
        if bad:
            return [bad]
        session.host_name = hostname
        return responses

    async def handle_HELO(self, server, session, envelope, hostname):
        bad = await self.at("EHLO", server)
        session.host_name = hostname
        return bad or "250 hello"

    async def handle_MAIL(self, server, session, envelope, address, options):
        bad = await self.at("MAIL", server)
        envelope.mail_from = address
        return bad or "250 2.1.0 a"

    async def handle_RCPT(self, server, session, envelope, address, options):
        bad = await self.at("RCPT", server)
        if not bad:
            envelope.rcpt_tos.append(address)
        return bad or "250 2.1.5 b"

    async def handle_DATA(self, server, session, envelope):
        bad = await self.at("END", server)
        if not bad:
            print("taken", len(envelope.content), flush=True)
        return bad or "250 2.0.0 taken"


class Server(SMTP):
    async def smtp_DATA(self, arg):
        bad = await self.event_handler.at("DATA", self)
        if bad:
            await self.push(bad)
        elif self.event_handler.where == "AFTER":
            await self.push("354 go")
            await self._reader.readexactly(int(self.event_handler.how))
            self.transport.abort()
        else:
            await super().smtp_DATA(arg)


async def main():
    loop = asyncio.get_running_loop()
    behaviours = [(where, how) for where in WHERES for how in HOWS]
    behaviours += [("AFTER", point) for point in POINTS] + [("NOWHERE", "good")]
    for where, how in behaviours:
        make = lambda where=where, how=how: Server(Handler(where, how), hostname="bad.example.org")
        server = await loop.create_server(make, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        print(where, port, how, sep="\t", flush=True)
    print("ready", flush=True)
    await loop.run_in_executor(None, sys.stdin.read)


asyncio.run(main())
