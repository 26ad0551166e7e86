/** Draws the first channel of each EEG that the server has. */
import { ModlinkClient } from '@modlink/client';

const client = new ModlinkClient(); // the server that the page came from
const status = document.querySelector('p') as HTMLParagraphElement;
const canvas = document.querySelector('canvas') as HTMLCanvasElement;
const pen = canvas.getContext('2d') as CanvasRenderingContext2D;
const shown: number[] = [];
let frames = 0;

client.subscribe(
  { streams: ['*:eeg'] },
  {
    onFrame({ streamId, view }) {
      const [, samples = 0] = view.data.shape; // [channel, sample]: the first row is the first channel
      for (let index = 0; index < samples; index++) shown.push(Number(view.data.values[index]));
      shown.splice(0, shown.length - 1000);
      status.textContent = `${streamId}: ${++frames} frames`;
    },
    onError: (error) => {
      status.textContent = error.message;
    },
    onState: (state) => {
      status.textContent = state;
    },
  },
);

function draw() {
  canvas.width = canvas.clientWidth;
  canvas.height = canvas.clientHeight;
  const largest = Math.max(1, ...shown.map(Math.abs));
  pen.strokeStyle = '#4fd1a5';
  pen.beginPath();
  shown.forEach((value, index) => {
    pen.lineTo((index / 1000) * canvas.width, (0.5 - value / largest / 2) * canvas.height);
  });
  pen.stroke();
  requestAnimationFrame(draw);
}
draw();
