/** Files that go from the page to the disk of whoever looks at it. */

/** Saves bytes as a file, where the browser puts downloads. */
export function saveBlob(blob: Blob, fileName: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = fileName;
  link.click();
  // The browser reads it after the click was handled.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

export function saveJson(value: unknown, fileName: string): void {
  saveBlob(new Blob([JSON.stringify(value, undefined, 2)], { type: 'application/json' }), fileName);
}

/** A text as part of a file name: what some system does not take becomes a hyphen. */
export function inFileName(text: string): string {
  return (
    text
      .trim()
      .replace(/[^\p{L}\p{N}._-]+/gu, '-')
      .replace(/^[.-]+|[.-]+$/g, '')
      .slice(0, 100) || 'unnamed'
  );
}
