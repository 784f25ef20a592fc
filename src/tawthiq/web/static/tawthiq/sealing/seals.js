// Sealing and opening in the browser, the same on the pages and in the station: what `tawthiq.sealing` does in Python.
//
// Rules: what is sealed is bound (mission, record, field, version) and padded inside the seal; nothing is given out
// before the binding fits; a list of key-holders is taken only by the pin that a person confirmed. Nothing here reads
// or writes the page, the network or the disk. `age` is the bundle in vendor/age.js.
"use strict";
globalThis.Tawthiq = globalThis.Tawthiq ?? {};
(() => {
  const FORMAT = "tawthiq-sealed-1";
  const LIST_FORMAT = "tawthiq-recipients-1";
  const LIST_CONTEXT = "tawthiq recipient list 1\n";
  const TEXT = "text/plain; charset=utf-8";
  const LONGEST_LINE = 4096;
  const LONGEST_HEAD = 64 * 1024;
  const MOST_RECIPIENTS = 40;
  const MOST_WORK = 20;
  const LEAST = 512;
  const DOUBLED_UP_TO = 1024 * 1024;
  const BLOCK = 1024 * 1024;
  const MARK = 0x80;
  const encode = (text) => new TextEncoder().encode(text);
  const decode = (bytes) => new TextDecoder("utf-8", { fatal: true }).decode(bytes);

  // What is refused, with the same codes as in Python; the pages say it in the member's language.
  class Refusal extends Error {
    constructor(code) {
      super(code);
      this.code = code;
    }
  }
  const refuse = (code) => {
    throw new Refusal(code);
  };

  const toBase64 = (bytes) => {
    let text = "";
    for (let at = 0; at < bytes.length; at += 0x8000) text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
    return btoa(text);
  };
  const fromBase64 = (text) => {
    try {
      return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
    } catch {
      return refuse("sealing.base64");
    }
  };
  const toHex = (bytes) => [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const join = (parts) => {
    const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of parts) {
      whole.set(part, at);
      at += part.length;
    }
    return whole;
  };

  // Lengths: at least 512 bytes, powers of two up to 1 MiB, Padmé beyond (tawthiq.sealing.padding).
  const bitLength = (number) => {
    let bits = 0;
    for (let left = number; left >= 1; left = Math.floor(left / 2)) bits += 1;
    return bits;
  };
  const paddedLength = (length) => {
    const wanted = length + 1;
    if (wanted <= LEAST) return LEAST;
    if (wanted <= DOUBLED_UP_TO) return 2 ** bitLength(wanted - 1);
    const exponent = bitLength(wanted) - 1;
    const loose = 2 ** (exponent - bitLength(exponent));
    return Math.ceil(wanted / loose) * loose;
  };

  // The binding: keys in alphabetical order, as Python writes them.
  const bindingLine = ({ mission, record, field, version, kind = TEXT, name = "" }) => {
    const fits = [mission, record].every((id) => /^[0-9a-f-]{8,64}$/.test(id)) && /^[a-z][a-z0-9_]{0,39}$/.test(field)
      && Number.isInteger(version) && version >= 1 && /^[a-z0-9.+-]+\/[a-z0-9.+-]+(; charset=utf-8)?$/.test(kind) && name.length <= 255;
    if (!fits) refuse("sealing.binding");
    return encode(`${JSON.stringify({ field, format: FORMAT, kind, mission, name, record, version })}\n`);
  };
  const readBinding = (line) => {
    try {
      const found = JSON.parse(decode(line));
      if (found.format !== FORMAT || !Number.isInteger(found.version)) refuse("sealing.unbound");
      bindingLine(found);
      return found;
    } catch {
      return refuse("sealing.unbound");
    }
  };
  const requireBinding = (found, expected) => {
    for (const part of ["mission", "record", "field", "version"]) {
      if (found[part] !== expected[part]) refuse("sealing.swapped");
    }
  };

  // The head of an age file, before the library reads it (tawthiq.sealing.headers).
  const stanzasOf = (sealed) => {
    const lines = [];
    let from = 0;
    for (let at = 0; at < Math.min(sealed.length, LONGEST_HEAD); at += 1) {
      if (sealed[at] !== 10) continue;
      const line = String.fromCharCode(...sealed.subarray(from, at));
      lines.push(line);
      from = at + 1;
      if (line.startsWith("---")) break;
    }
    if (lines[0] !== "age-encryption.org/v1" || !lines.at(-1)?.startsWith("---")) refuse("sealing.head");
    return lines.filter((line) => line.startsWith("-> ")).map((line) => line.slice(3).split(" ")).filter(([kind]) => !kind.endsWith("-grease"));
  };
  const checkItem = (sealed) => {
    const stanzas = stanzasOf(sealed);
    if (stanzas.length < 1 || stanzas.length > MOST_RECIPIENTS || stanzas.some(([kind]) => kind !== "X25519")) refuse("sealing.head");
  };
  const checkKeyFile = (sealed) => {
    const stanzas = stanzasOf(sealed);
    if (stanzas.length !== 1 || stanzas[0][0] !== "scrypt" || !(Number(stanzas[0][2]) <= MOST_WORK)) refuse("sealing.head");
  };

  const encrypter = (keys) => {
    if (!keys.length) refuse("sealing.no_keys");
    const made = new age.Encrypter();
    for (const key of keys) {
      if (!/^age1[02-9ac-hj-np-z]{58}$/.test(key)) refuse("sealing.key");
      made.addRecipient(key);
    }
    return made;
  };
  const seal = async (content, binding, keys) => {
    const plain = join([bindingLine(binding), typeof content === "string" ? encode(content) : content]);
    const padded = new Uint8Array(paddedLength(plain.length));
    padded.set(plain);
    padded[plain.length] = MARK;
    return encrypter(keys).encrypt(padded);
  };

  // A file, block by block: memory holds a block, the browser keeps the sealed blob (on its disk where it is large).
  const plainStream = (file, binding) => {
    const line = bindingLine(binding);
    let zeros = paddedLength(line.length + file.size) - line.length - file.size - 1;
    let at = -1;
    return new ReadableStream({
      async pull(controller) {
        if (at < 0) {
          controller.enqueue(line);
          at = 0;
        } else if (at < file.size) {
          const block = new Uint8Array(await file.slice(at, at + BLOCK).arrayBuffer());
          at += block.length;
          controller.enqueue(block);
          if (at >= file.size) controller.enqueue(Uint8Array.of(MARK));
        } else if (file.size === 0 && at === 0) {
          controller.enqueue(Uint8Array.of(MARK));
          at = 1;
        } else if (zeros > 0) {
          const block = new Uint8Array(Math.min(zeros, BLOCK));
          zeros -= block.length;
          controller.enqueue(block);
        } else controller.close();
      },
    });
  };
  const sealFile = async (file, binding, keys) => {
    const kind = /^[a-z0-9.+-]+\/[a-z0-9.+-]+$/.test(file.type) ? file.type : "application/octet-stream";
    const whole = { ...binding, kind, name: (file.name ?? "").slice(0, 255) };
    const sealed = await encrypter(keys).encrypt(plainStream(file, whole));
    return new Response(sealed).blob();
  };

  // Opening. `expected` says what it should be; the content comes out only where that fits.
  const open = async (sealed, expected, identity) => {
    checkItem(sealed);
    const opener = new age.Decrypter();
    opener.addIdentity(identity);
    let plain;
    try {
      plain = await opener.decrypt(sealed);
    } catch {
      return refuse("sealing.unopened");
    }
    const end = plain.subarray(0, LONGEST_LINE + 1).indexOf(10);
    const binding = readBinding(plain.subarray(0, end < 0 ? 0 : end));
    requireBinding(binding, expected);
    let last = plain.length - 1;
    while (last > end && plain[last] === 0) last -= 1;
    if (last <= end || plain[last] !== MARK) refuse("sealing.padding");
    return { binding, content: plain.subarray(end + 1, last) };
  };
  const isText = (binding) => binding.kind === TEXT;

  // Keys of key-holders: an age identity in a file under a passphrase.
  const makeIdentity = async () => {
    const identity = await age.generateX25519Identity();
    return { identity, key: await age.identityToRecipient(identity) };
  };
  const keyOf = (identity) => age.identityToRecipient(identity);
  const protect = async (secret, passphrase) => {
    const made = new age.Encrypter();
    made.setPassphrase(passphrase);
    return made.encrypt(encode(`${secret}\n`));
  };
  const unprotect = async (file, passphrase) => {
    checkKeyFile(file);
    const opener = new age.Decrypter();
    opener.addPassphrase(passphrase.trim().toLowerCase().split(/\s+/).join(" "));
    try {
      return decode(await opener.decrypt(file)).trim();
    } catch {
      return refuse("sealing.passphrase");
    }
  };

  // Words for people: fingerprints and passphrases.
  const fingerprint = (key) => {
    const digest = age.sha256(encode(key));
    const number = digest.slice(0, 8).reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n) >> 4n;
    return [5n, 4n, 3n, 2n, 1n, 0n].map((place) => Tawthiq.words[Number((number >> (10n * place)) & 1023n)]).join(" ");
  };
  const makePassphrase = () => [...crypto.getRandomValues(new Uint16Array(8))].map((drawn) => Tawthiq.words[drawn & 1023]).join(" ");
  const sha256 = (bytes) => toHex(age.sha256(bytes));

  // The signed list of key-holders (tawthiq.sealing.recipients).
  const malformed = () => refuse("sealing.list");
  const readList = (text) => {
    let list;
    try {
      list = JSON.parse(text);
    } catch {
      malformed();
    }
    if (list?.format !== LIST_FORMAT || list.suite !== 1 || !Number.isInteger(list.version) || !Array.isArray(list.recipients)) malformed();
    const holders = list.recipients.map((recipient) => recipient.holder);
    const keys = list.recipients.map((recipient) => recipient.key);
    if (!keys.every((key) => /^age1[02-9ac-hj-np-z]{58}$/.test(key))) malformed();
    if (!holders.every((holder) => ["officer", "deputy", "recovery", "case"].includes(holder))) malformed();
    const whole = ["officer", "deputy", "recovery"].every((holder) => holders.includes(holder))
      && holders.filter((holder) => holder === "recovery").length === 1 && new Set(keys).size === keys.length;
    if (!whole || list.version < 1 || !/^[0-9a-f]{32}$/.test(list.mission)) refuse("sealing.list_incomplete");
    return { ...list, keys };
  };
  const isSigned = (signed, organisation) => {
    try {
      return age.ed25519.verify(fromBase64(signed.signature), encode(LIST_CONTEXT + signed.list), fromBase64(organisation), { zip215: false });
    } catch {
      return false;
    }
  };
  const checkList = (signed, pin) => {
    if (typeof signed?.list !== "string" || typeof signed.signature !== "string") malformed();
    if (!isSigned(signed, pin.organisation)) refuse("sealing.list_unsigned");
    const list = readList(signed.list);
    const digest = sha256(encode(signed.list));
    if (list.organisation !== pin.organisation) refuse("sealing.list_other_key");
    if (list.mission !== pin.mission) refuse("sealing.list_other_mission");
    if (list.version < pin.version) refuse("sealing.list_older");
    if (list.version === pin.version && pin.sha256 && pin.sha256 !== digest) refuse("sealing.list_changed");
    return { list, pin: { mission: pin.mission, organisation: pin.organisation, version: list.version, sha256: digest } };
  };
  const signList = (list, secret) => {
    const text = JSON.stringify(list, Object.keys(list).sort().concat(["holder", "key", "label"]));
    readList(text);
    const key = fromBase64(secret);
    if (toBase64(age.ed25519.getPublicKey(key)) !== list.organisation) refuse("sealing.organisation");
    return { list: text, signature: toBase64(age.ed25519.sign(encode(LIST_CONTEXT + text), key)) };
  };

  Tawthiq.seals = {
    LIST_FORMAT, Refusal, TEXT, checkList, decode, encode, fingerprint, fromBase64, isText, keyOf, makeIdentity, makePassphrase,
    open, paddedLength, protect, readList, seal, sealFile, sha256, signList, toBase64, unprotect,
  };
})();
