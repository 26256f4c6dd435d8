// icon: draws media/icon.png, the extension's icon.
import { writeFileSync } from 'node:fs';
import { deflateSync } from 'node:zlib';

/** Points are in units of the picture's width, from its upper left corner. */
const box = {
  top: [[0.5, 0.12], [0.82, 0.28], [0.5, 0.44], [0.18, 0.28]],
  left: [[0.18, 0.28], [0.5, 0.44], [0.5, 0.78], [0.18, 0.62]],
  right: [[0.82, 0.28], [0.5, 0.44], [0.5, 0.78], [0.82, 0.62]],
  tape: [[0.61, 0.175], [0.71, 0.225], [0.39, 0.385], [0.29, 0.335]],
};

/** Colors as red, green, blue, opacity; the last shape that contains a point gives its color. */
const icon = [
  [roundedSquare(0.2), [0x17, 0x32, 0x4d, 1]],
  [polygon(box.top), [0x7f, 0xc8, 0xff, 1]],
  [polygon(box.left), [0x3d, 0x9b, 0xe9, 1]],
  [polygon(box.right), [0x20, 0x6f, 0xb8, 1]],
  [polygon(box.tape), [0xe8, 0xf5, 0xff, 1]],
  [wave(0.87, 0.025, 0.028, 0.16, 0.84), [0xff, 0x5c, 0x57, 1]],
];

function polygon(points) {
  return (x, y) => {
    let inside = false;
    for (let i = 0, j = points.length - 1; i < points.length; j = i++) {
      const [[ax, ay], [bx, by]] = [points[i], points[j]];
      if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) {
        inside = !inside;
      }
    }
    return inside;
  };
}

function roundedSquare(radius) {
  return (x, y) =>
    Math.hypot(Math.max(radius - x, x - 1 + radius, 0), Math.max(radius - y, y - 1 + radius, 0)) <= radius;
}

/** The underline of editors, at the height y. */
function wave(y, height, thickness, from, to) {
  const curve = x => y + height * Math.sin(((x - from) / (to - from)) * 8 * Math.PI);
  return (px, py) => px >= from && px <= to && Math.abs(py - curve(px)) <= thickness / 2 + 0.012;
}

function draw(shapes, size) {
  const samples = 4; // in each direction, for smooth edges
  const rows = [];
  for (let row = 0; row < size; row++) {
    const line = Buffer.alloc(1 + size * 4); // begins with the filter: none
    for (let column = 0; column < size; column++) {
      const sum = [0, 0, 0, 0];
      for (let i = 0; i < samples * samples; i++) {
        const x = (column + ((i % samples) + 0.5) / samples) / size;
        const y = (row + (Math.floor(i / samples) + 0.5) / samples) / size;
        const color = shapes.findLast(([holds]) => holds(x, y))?.[1];
        color?.forEach((value, channel) => (sum[channel] += channel < 3 ? value * color[3] : value));
      }
      const opacity = sum[3] / (samples * samples);
      sum.slice(0, 3).forEach((value, channel) => {
        line[1 + column * 4 + channel] = sum[3] === 0 ? 0 : Math.round(value / sum[3]);
      });
      line[1 + column * 4 + 3] = Math.round(opacity * 255);
    }
    rows.push(line);
  }
  return png(size, Buffer.concat(rows));
}

function png(size, pixels) {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(size, 0);
  header.writeUInt32BE(size, 4);
  header.set([8, 6], 8); // 8 bits a channel; red, green, blue and opacity
  const data = deflateSync(pixels, { level: 9 });
  const chunks = [chunk('IHDR', header), chunk('IDAT', data), chunk('IEND', Buffer.alloc(0))];
  return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), ...chunks]);
}

function chunk(type, data) {
  const out = Buffer.alloc(data.length + 12);
  out.writeUInt32BE(data.length, 0);
  out.write(type, 4, 'latin1');
  data.copy(out, 8);
  out.writeUInt32BE(crc(out.subarray(4, data.length + 8)), data.length + 8);
  return out;
}

function crc(bytes) {
  let value = 0xffffffff;
  for (const byte of bytes) {
    value ^= byte;
    for (let bit = 0; bit < 8; bit++) {
      value = (value >>> 1) ^ (value & 1 ? 0xedb88320 : 0);
    }
  }
  return ~value >>> 0;
}

const media = new URL('../media/', import.meta.url);
writeFileSync(new URL('icon.png', media), draw(icon, 256));
