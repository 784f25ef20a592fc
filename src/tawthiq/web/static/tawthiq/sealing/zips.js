// Reads the zip files the mission makes for the station: entries stored as they are, nothing packed.
"use strict";
(() => {
  const END = 0x06054b50;
  const ENTRY = 0x02014b50;
  const refuse = () => {
    throw new Tawthiq.seals.Refusal("noItems");
  };
  const readZip = (bytes) => {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    let end = bytes.length - 22;
    while (end >= 0 && view.getUint32(end, true) !== END) end -= 1;
    if (end < 0) refuse();
    const entries = new Map();
    let at = view.getUint32(end + 16, true);
    try {
      for (let left = view.getUint16(end + 10, true); left > 0; left -= 1) {
        if (view.getUint32(at, true) !== ENTRY || view.getUint16(at + 10, true) !== 0) refuse();
        const size = view.getUint32(at + 20, true);
        const nameLength = view.getUint16(at + 28, true);
        const name = Tawthiq.seals.decode(bytes.subarray(at + 46, at + 46 + nameLength));
        const local = view.getUint32(at + 42, true);
        const from = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
        if (from + size > bytes.length) refuse();
        entries.set(name, bytes.subarray(from, from + size));
        at += 46 + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
      }
    } catch (error) {
      if (error instanceof Tawthiq.seals.Refusal) throw error;
      refuse();
    }
    return entries;
  };
  Tawthiq.readZip = readZip;
})();
