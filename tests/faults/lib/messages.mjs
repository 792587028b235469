// Cuts a stream of PostgreSQL's protocol, version 3, into its messages (PostgreSQL, chapter 55).
//
// A message is a letter, the length of what follows, and that. Only what a client says before it has
// asked for a session has no letter, and only the answer to its wish for encryption has no length.

const sslRequest = 80877103, gssRequest = 80877104, cancelRequest = 80877102;
const opening = {[sslRequest]: "ssl", [gssRequest]: "gss", [cancelRequest]: "cancel"};

class Framer {
  #rest = Buffer.alloc(0);

  // Yields {type, bytes} for each message that is complete now.
  *take(chunk) {
    this.#rest = this.#rest.length ? Buffer.concat([this.#rest, chunk]) : chunk;
    for (;;) {
      const size = this.sizeOf(this.#rest);
      if (size === 0 || this.#rest.length < size) return;
      const bytes = this.#rest.subarray(0, size);
      this.#rest = this.#rest.subarray(size);
      yield {type: this.typeOf(bytes), bytes};
    }
  }
}

const sizeWithLetter = (bytes) => (bytes.length < 5 ? 0 : 1 + bytes.readUInt32BE(1));
const letterOf = (bytes) => String.fromCharCode(bytes[0]);

export class FrontendFramer extends Framer {
  started = false;

  sizeOf(bytes) {
    if (this.started) return sizeWithLetter(bytes);
    return bytes.length < 4 ? 0 : bytes.readUInt32BE(0);
  }
  typeOf(bytes) {
    if (this.started) return letterOf(bytes);
    const type = opening[bytes.readUInt32BE(4)] ?? "startup";
    this.started = type === "startup";
    return type;
  }
}

export class BackendFramer extends Framer {
  #bare = 0;  // answers of one byte that are due

  expectBareByte() {
    this.#bare++;
  }
  sizeOf(bytes) {
    return this.#bare ? Math.min(bytes.length, 1) : sizeWithLetter(bytes);
  }
  typeOf(bytes) {
    if (!this.#bare) return letterOf(bytes);
    this.#bare--;
    return "encryption";
  }
}

// The texts of a message, each ended by a zero byte, from its first one on.
function textsOf(bytes, count) {
  const texts = [];
  for (let at = 5; texts.length < count;) {
    const end = bytes.indexOf(0, at);
    if (end < 0) break;
    texts.push(bytes.toString("utf8", at, end));
    at = end + 1;
  }
  return texts;
}

// Remembers what a client has prepared, so that a Bind says which statement it is for.
export class Statements {
  #sql = new Map();

  // The SQL that a frontend message is about, or "".
  sqlOf({type, bytes}) {
    if (type === "Q") return textsOf(bytes, 1)[0];
    if (type === "P") {
      const [name, sql] = textsOf(bytes, 2);
      this.#sql.set(name, sql);
      return sql;
    }
    return type === "B" ? (this.#sql.get(textsOf(bytes, 2)[1]) ?? "") : "";
  }
}

// What a CommandComplete says was done: "COMMIT", "INSERT 0 1".
export const commandOf = ({type, bytes}) => (type === "C" ? textsOf(bytes, 1)[0] : "");

// What a server says that takes no more sessions.
export function tooManyConnections() {
  const fields = "SFATAL\0VFATAL\0C53300\0Msorry, too many clients already\0\0";
  const message = Buffer.alloc(5 + fields.length);
  message.write("E", 0, "latin1");
  message.writeUInt32BE(4 + fields.length, 1);
  message.write(fields, 5, "latin1");
  return message;
}
