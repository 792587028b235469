// A mail server that keeps what comes, as mailparser reads it.
import {readFileSync} from "node:fs";
import {simpleParser} from "mailparser";
import {SMTPServer} from "smtp-server";
import {certify} from "./tls.mjs";

const refusal = (reply) => Object.assign(new Error(reply.slice(4)), {responseCode: Number(reply.slice(0, 3))});

// `refuse` of an address gives the reply that turns it away; `user`: {name, password} that must be shown.
export async function postOffice({folder, port = 0, refuse = () => {}, user}) {
  const {certificate, key} = await certify(folder);
  const office = {mails: [], sessions: [], certificate};
  const server = new SMTPServer({
    cert: readFileSync(certificate), key: readFileSync(key),
    authOptional: !user, allowInsecureAuth: false, logger: false,
    onAuth: ({username, password}, session, done) => (username === user?.name && password === user.password ? done(null, {user: username}) : done(refusal("535 no"))),
    onRcptTo({address}, session, done) {
      const reply = refuse(address);
      done(reply ? refusal(reply) : null);
    },
    onData(stream, session, done) {
      office.sessions.push({secure: session.secure, user: session.user});
      simpleParser(stream).then((mail) => {
        office.mails.push({...mail, envelope: session.envelope});
        done();
      }, done);
    },
  });
  server.on("error", () => {});
  await new Promise((resolve) => server.listen(port, "127.0.0.1", resolve));
  office.port = server.server.address().port;
  office.to = (address) => office.mails.filter(({envelope}) => envelope.rcptTo[0].address === address);
  office.close = () => new Promise((resolve) => server.close(resolve));
  return office;
}

// What a server is told so that its mails go there.
export const mailing = ({port, certificate}, more = {}) => ({
  STOA_SMTP_URL: `smtp://localhost:${port}`, STOA_SMTP_CA_FILE: certificate, STOA_MAIL_FROM: "Stoa <stoa@stoa.example>", ...more,
});
