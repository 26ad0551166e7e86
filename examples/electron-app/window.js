const { modlink } = window;
const list = document.querySelector('#devices');
const latest = document.querySelector('#latest');
const streams = new Map();

modlink.onFrame((streamId, shape, values) => streams.set(streamId, { shape, values }));
requestAnimationFrame(function draw() {
  latest.textContent = [...streams]
    .map(([streamId, { shape, values }]) => `${streamId}  ${shape.join(' x ')}  ${values[0]}`)
    .join('\n');
  requestAnimationFrame(draw);
});

for (const title of await modlink.search()) {
  const button = document.createElement('button');
  button.textContent = title;
  button.onclick = () => modlink.start(title);
  list.append(button);
}
