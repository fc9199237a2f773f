/** An operator's logo: an image within the document, so that no page asks another host for it. */

const dataUrl = /^data:(image\/(?:svg\+xml|png));base64,([A-Za-z0-9+/]+={0,2})$/;
const mostBytes = 32_768;
const pngSignature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
/** What makes of a drawing a program, or asks other hosts. As an image it could do neither; it is refused all the same. */
const active =
  /<!|<\?(?!xml\s)|<\s*(?:[\w-]+:)?(?:script|foreignobject|iframe|object|embed|audio|video|image|a|handler|set|animate)\b|\son\w+\s*=|(?:javascript|https?|data|file)\s*:(?!\/\/www\.w3\.org\/)|@import/i;

export type Logo = { type: string; bytes: Uint8Array<ArrayBuffer> };

/** The image that a data URL holds; null where it is none that a logo can be. */
export function readLogo(url: string): Logo | null {
  const [, type, encoded] = dataUrl.exec(url) ?? [];
  if (!type || !encoded) return null;
  const bytes = bytesOf(encoded);
  if (!bytes || bytes.length > mostBytes) return null;
  return (type === "image/png" ? isPng(bytes) : isDrawing(bytes)) ? { type, bytes } : null;
}

function bytesOf(encoded: string): Uint8Array<ArrayBuffer> | null {
  try {
    return Uint8Array.from(atob(encoded), (char) => char.charCodeAt(0));
  } catch {
    return null;
  }
}

function isPng(bytes: Uint8Array): boolean {
  return pngSignature.every((byte, at) => bytes[at] === byte);
}

function isDrawing(bytes: Uint8Array): boolean {
  const text = readUtf8(bytes)?.trim();
  return (
    text !== undefined && /^(<\?xml [^>]*\?>\s*)?<svg[\s>]/.test(text) && text.endsWith("</svg>") && !active.test(text)
  );
}

function readUtf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
