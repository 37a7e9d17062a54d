// Sounds in the browser: anything it can play becomes one channel of numbers, drawn, played in part, and sent as a WAV.
window.Studio = window.Studio || {};

Studio.sound = (function () {
  "use strict";
  const { AudioContext, OfflineAudioContext } = window;
  const RATE = 22050;
  const HEADER = 44;
  const LOUD = 32767;

  // Whatever was recorded or chosen, as one channel at the rate at which it will be kept.
  async function decoded(bytes) {
    const context = new AudioContext();
    let heard;
    try {
      heard = await context.decodeAudioData(bytes);
    } finally {
      await context.close();
    }
    const offline = new OfflineAudioContext(1, Math.max(1, Math.ceil(heard.duration * RATE)), RATE);
    const source = offline.createBufferSource();
    source.buffer = heard;
    source.connect(offline.destination);
    source.start();
    return (await offline.startRendering()).getChannelData(0);
  }

  function seconds(samples) { return samples.length / RATE; }

  function part(samples, begin, end) { return samples.subarray(Math.round(begin * RATE), Math.round(end * RATE)); }

  function loudest(samples) {
    return samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
  }

  function wav(samples) {
    const data = new DataView(new ArrayBuffer(HEADER + samples.length * 2));
    const text = (place, word) => [...word].forEach((sign, index) => data.setUint8(place + index, sign.charCodeAt(0)));
    text(0, "RIFF");
    data.setUint32(4, data.byteLength - 8, true);
    text(8, "WAVEfmt ");
    data.setUint32(16, 16, true);
    data.setUint16(20, 1, true);
    data.setUint16(22, 1, true);
    data.setUint32(24, RATE, true);
    data.setUint32(28, RATE * 2, true);
    data.setUint16(32, 2, true);
    data.setUint16(34, 16, true);
    text(36, "data");
    data.setUint32(40, samples.length * 2, true);
    samples.forEach(function (sample, index) {
      data.setInt16(HEADER + index * 2, Math.max(-1, Math.min(1, sample)) * LOUD, true);
    });
    return new Blob([data.buffer], { type: "audio/wav" });
  }

  // The louder, the taller; what isn't kept is pale.
  function draw(canvas, samples, begin, end) {
    const pen = canvas.getContext("2d");
    const colours = getComputedStyle(canvas);
    const step = samples.length / canvas.width;
    pen.clearRect(0, 0, canvas.width, canvas.height);
    for (let column = 0; column < canvas.width; column++) {
      const heard = samples.subarray(Math.floor(column * step), Math.ceil((column + 1) * step));
      const tall = Math.max(2, loudest(heard) * canvas.height);
      const at = column * step / RATE;
      pen.fillStyle = colours.getPropertyValue(at >= begin && at <= end ? "--cut" : "--line");
      pen.fillRect(column, (canvas.height - tall) / 2, 1, tall);
    }
  }

  // Plays a part, and calls `over` when it ends; returns what stops it.
  function play(samples, over) {
    const context = new AudioContext();
    const buffer = context.createBuffer(1, Math.max(1, samples.length), RATE);
    const source = context.createBufferSource();
    buffer.copyToChannel(samples, 0);
    source.buffer = buffer;
    source.connect(context.destination);
    source.addEventListener("ended", function () {
      context.close();
      over();
    });
    source.start();
    return () => source.stop();
  }

  return { decoded, draw, loudest, part, play, seconds, wav };
}());
