// Writes test/fixtures: bytes as devices print them, and beside them, by hand, what they mean. Run: node test/generate-fixtures.mjs
import { writeFileSync } from 'node:fs';

const csv = { kind: 'csv', separator: ',' };
const json = { kind: 'json' };
const labels = { kind: 'labels' };
const xy = [{ name: 'x' }, { name: 'y' }];
const row = (...values) => ({ row: values });
const refused = (reason) => ({ refused: reason });

function write(name, bytes, options, events, pendingBytes = 0) {
  writeFileSync(new URL(`fixtures/${name}.bin`, import.meta.url), Buffer.from(bytes));
  const expected = { options, events, pendingBytes };
  writeFileSync(new URL(`fixtures/${name}.json`, import.meta.url), `${JSON.stringify(expected, null, 1)}\n`);
}

write('valid/csv-line-ends', 'x,y\r\n1,2\r\n-3.5,+4e2\n.5,6.\r\r\n7,8,\n', { format: csv, columns: xy }, [
  row(1, 2),
  row(-3.5, 400),
  row(0.5, 6),
  row(7, 8),
]);
write(
  'valid/csv-scaled',
  '1,2\n',
  { format: csv, columns: [{ name: 'x', scale: 0.5, offset: 10 }, { name: 'y' }] },
  [row(10.5, 2)],
);
write('valid/csv-spaces', ' 1   2 \n3 4\n', { format: { kind: 'csv', separator: ' ' }, columns: xy }, [
  row(1, 2),
  row(3, 4),
]);
write('valid/csv-empty', '1,\n,2\nnan,3\n', { format: csv, columns: xy, emptyValue: 'nan' }, [
  row(1, null),
  row(null, 2),
  row(null, 3),
]);
write(
  'valid/json',
  '{"y":2,"x":1,"name":"a"}\n[3,4]\r\n{"x":true,"y":-1e-3}\n',
  { format: json, columns: xy },
  [row(1, 2), row(3, 4), row(1, -0.001)],
);
write('valid/labels', 'x:1,y:2\nx: 3\ty: 4\ny:6 x:5 other:7\n', { format: labels, columns: xy }, [
  row(1, 2),
  row(3, 4),
  row(5, 6),
]);
write('valid/utf-8', '{"x":1,"y":2,"unit":"µV"}\n', { format: json, columns: xy }, [row(1, 2)]);
const mat = { height: 2, width: 2 };
write('valid/matrix-lines', '1,2,3,4\n5,6,7,8\n', { format: csv, matrix: mat }, [
  row(1, 2, 3, 4),
  row(5, 6, 7, 8),
]);
write('valid/matrix-blocks', '1,2\n3,4\n\n5,6\n7,8\n9,10\n11,12\n', { format: csv, matrix: mat }, [
  row(1, 2, 3, 4),
  row(5, 6, 7, 8),
  row(9, 10, 11, 12),
]);
write('valid/matrix-json', '[[1,2],[3,4]]\n[5,6]\n[7,8]\n', { format: json, matrix: mat }, [
  row(1, 2, 3, 4),
  row(5, 6, 7, 8),
]);

write('truncated/end', '1,2\n3,', { format: csv, columns: xy }, [row(1, 2)], 2);
write('truncated/beginning', '23,45\n1,2\n', { format: csv, columns: xy, startsMidLine: true }, [row(1, 2)]);
write('truncated/second-half-of-a-pair', '\n1,2\r\n', { format: csv, columns: xy, startsMidLine: true }, [
  row(1, 2),
]);
write('truncated/matrix', '1,2\n\n3,4\n5,6\n', { format: csv, matrix: mat }, [
  refused('incomplete-block'),
  row(3, 4, 5, 6),
]);

const cut = { format: csv, matrix: mat, startsInStep: false };
write('truncated/matrix-beginning', '3,4\n\n1,2\n3,4\n5,6\n7,8\n', cut, [row(1, 2, 3, 4), row(5, 6, 7, 8)]);
write('truncated/matrix-beginning-line', '3,4\n1,2,3,4\n', cut, [row(1, 2, 3, 4)]);
write('truncated/matrix-without-empty-lines', '1,2\n3,4\n'.repeat(4), cut, [
  refused('incomplete-block'),
  refused('incomplete-block'),
]);

write('corrupt/csv', '1,2\n1\n1,2,3\n1,\n1,a\n1 2\n0x10,2\n5,6\n', { format: csv, columns: xy }, [
  row(1, 2),
  ...['wrong-count', 'wrong-count', 'missing-value', 'not-a-number', 'wrong-count', 'not-a-number'].map(
    refused,
  ),
  row(5, 6),
]);
write('corrupt/json', '{"x":1\n{"x":1}\n7\n{"x":"1","y":2}\n{"x":1,"y":2}\n', { format: json, columns: xy }, [
  refused('not-the-format'),
  refused('missing-value'),
  refused('not-the-format'),
  refused('not-a-number'),
  row(1, 2),
]);
write('corrupt/labels', 'x:1,y\nx:1,x:2,y:3\n:1\nx:,y:2\nx:1,y:2\n', { format: labels, columns: xy }, [
  refused('not-the-format'),
  refused('not-the-format'),
  refused('not-the-format'),
  refused('missing-value'),
  row(1, 2),
]);
write(
  'corrupt/noise',
  [0xff, 0xfe, 0x0a, 0x31, 0x2c, 0x00, 0x32, 0x0a, 0xc3, 0x28, 0x0a, 0x31, 0x2c, 0x32, 0x0a],
  { format: csv, columns: xy },
  [refused('not-text'), refused('not-text'), refused('not-text'), row(1, 2)],
);
write('corrupt/too-long', `${'9'.repeat(300)}\n1,2\n`, { format: csv, columns: xy }, [
  refused('too-long'),
  row(1, 2),
]);
write('corrupt/matrix', '1,2\nx,4\n5,6\n7,8\n1,2,3\n3,4\n\n1,2,3,4\n', { format: csv, matrix: mat }, [
  refused('not-a-number'),
  row(5, 6, 7, 8),
  refused('wrong-count'),
  row(1, 2, 3, 4),
]);
