/** `@modlink/driver-serial-lines/parser`: what the driver reads lines with, which has its home in `@modlink/line-parser`. */
export * from '@modlink/line-parser';
