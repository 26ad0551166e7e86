/**
 * USB ids of boards and of the serial chips that most others have. Sources: `boards.txt` of arduino/ArduinoCore-avr
 * (0x2341 and 0x2A03: Arduino); the Linux kernel's `drivers/usb/serial/ch341.c`, `cp210x.c` ("Silicon Labs factory
 * default") and `ftdi_sio_ids.h` (`FTDI_8U232AM_PID`). The manifest's match rules name the same.
 */
export const knownBoards = [
  { vendorId: '2341', name: 'Arduino' },
  { vendorId: '2a03', name: 'Arduino' },
  { vendorId: '1a86', productId: '7523', name: 'CH340 serial chip' },
  { vendorId: '10c4', productId: 'ea60', name: 'CP210x serial chip' },
  { vendorId: '0403', productId: '6001', name: 'FT232 serial chip' },
] as const satisfies readonly {
  readonly vendorId: string;
  readonly productId?: string;
  readonly name: string;
}[];

/** What a port most likely is; `undefined` where its USB ids say nothing. */
export function boardName(port: {
  readonly vendorId?: string;
  readonly productId?: string;
}): string | undefined {
  return knownBoards.find(
    (board) =>
      board.vendorId === port.vendorId && (!('productId' in board) || board.productId === port.productId),
  )?.name;
}
