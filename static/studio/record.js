// Records a lesson in the browser, or takes a sound file; shows how loud it is, cuts it, and sends what is to be kept.
(function () {
  "use strict";
  const box = document.querySelector("[data-recorder]");
  const { AudioContext, MediaRecorder, OfflineAudioContext } = window;
  if (!box || !AudioContext || !OfflineAudioContext) { return; }
  const sound = Studio.sound;
  const form = document.querySelector("[data-brought]");
  const at = (name) => box.querySelector(`[data-${name}]`);
  const said = at("said");
  const meter = box.querySelector("meter");
  const begin = document.getElementById("cut-begin");
  const end = document.getElementById("cut-end");
  const LONGEST = Number(box.dataset.longest);
  const QUIET = 0.01;
  let samples = null;
  let recorder = null;
  let stopPlaying = null;
  let isKept = true;

  function clock(seconds) {
    const whole = Math.floor(seconds + 0.05);
    return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
  }

  function say(name, value) { said.textContent = name ? box.dataset[name].replace("{}", value || "") : ""; }

  function chosen() { return sound.part(samples, Number(begin.value), Number(end.value)); }

  function cut() {
    begin.value = Math.min(Number(begin.value), Number(end.value));
    at("begin").value = clock(Number(begin.value));
    at("end").value = clock(Number(end.value));
    begin.setAttribute("aria-valuetext", clock(Number(begin.value)));
    end.setAttribute("aria-valuetext", clock(Number(end.value)));
    sound.draw(at("wave"), samples, Number(begin.value), Number(end.value));
    const length = Number(end.value) - Number(begin.value);
    at("keep").disabled = length < 1 || length > LONGEST;
  }

  // What was recorded or chosen is there to be cut; `why` says in what words.
  function ready(found, why) {
    samples = found;
    isKept = false;
    const length = sound.seconds(samples);
    [begin, end].forEach((range) => { range.max = length; });
    begin.value = 0;
    end.value = Math.min(length, LONGEST);
    at("cut").hidden = false;
    cut();
    say(sound.loudest(samples) < QUIET ? "quiet" : why, clock(length));
  }

  // `otherwise` says why nothing of it can be heard.
  async function take(bytes, why, otherwise) {
    try {
      ready(await sound.decoded(bytes), why);
    } catch {
      say(otherwise);
    }
  }

  function showLevel(context, stream) {
    const listener = context.createAnalyser();
    const heard = new Float32Array(listener.fftSize);
    const since = performance.now();
    context.createMediaStreamSource(stream).connect(listener);
    (function look() {
      if (context.state === "closed") { return; }
      listener.getFloatTimeDomainData(heard);
      meter.value = Math.min(1, sound.loudest(heard));
      const seconds = (performance.now() - since) / 1000;
      at("clock").textContent = clock(seconds);
      if (seconds >= LONGEST && recorder.state === "recording") { recorder.stop(); }
      requestAnimationFrame(look);
    }());
  }

  function isRecording(yes) {
    at("record").hidden = yes;
    at("stop").hidden = !yes;
    at("level").hidden = !yes;
    at("cut").hidden = yes || !samples;
    (yes ? at("stop") : at("record")).focus();
  }

  async function record() {
    let stream;
    try {
      stream = await navigator.mediaDevices.getUserMedia({ audio: { channelCount: 1 } });
    } catch (error) {
      say(error.name === "NotFoundError" ? "none" : "denied");
      return;
    }
    const context = new AudioContext();
    const pieces = [];
    const since = performance.now();
    recorder = new MediaRecorder(stream);
    recorder.addEventListener("dataavailable", (event) => pieces.push(event.data));
    recorder.addEventListener("stop", async function () {
      const isFull = (performance.now() - since) / 1000 >= LONGEST;
      stream.getTracks().forEach((track) => track.stop());
      await context.close();
      await take(await new Response(new Blob(pieces)).arrayBuffer(), isFull ? "full" : "ready", "quiet");
      isRecording(false);
    });
    isRecording(true);
    say("recording");
    recorder.start(1000);
    showLevel(context, stream);
  }

  function listen() {
    if (stopPlaying) {
      stopPlaying();
      return;
    }
    const button = at("listen");
    button.textContent = box.dataset.stop;
    stopPlaying = sound.play(chosen(), function () {
      stopPlaying = null;
      button.textContent = box.dataset.listen;
    });
  }

  async function keep() {
    const sent = new FormData();
    sent.append("of", form.elements.of.value);
    // As it was chosen, silence too: who cut it has heard it.
    sent.append("begin", "0");
    sent.append("file", sound.wav(chosen()), "recording.wav");
    at("keep").disabled = true;
    say("sending");
    try {
      const answer = await fetch(form.action, { method: "POST", body: sent, headers: { Accept: "application/json" } });
      await hear(answer);
    } catch {
      say("failed");
    }
    at("keep").disabled = isKept;
  }

  // What isn't ours comes from a page that asks for a sign-in, or from whoever stands before the server.
  async function hear(answer) {
    if (!(answer.headers.get("Content-Type") || "").startsWith("application/json")) {
      say(answer.redirected ? "signedOut" : "refused");
      return;
    }
    const found = await answer.json();
    if (found.to) {
      isKept = true;
      location.assign(found.to);
    } else {
      said.textContent = found.fault;
    }
  }

  box.hidden = false;
  if (!MediaRecorder || !navigator.mediaDevices) {
    at("record").hidden = true;
    say("unable");
  }
  form.elements.file.addEventListener("change", async function () {
    const file = form.elements.file.files[0];
    samples = null;
    at("cut").hidden = true;
    if (file) { await take(await new Response(file).arrayBuffer(), "ready", "unread"); }
  });
  [begin, end].forEach((range) => range.addEventListener("input", cut));
  at("record").addEventListener("click", record);
  at("stop").addEventListener("click", () => recorder.stop());
  at("listen").addEventListener("click", listen);
  at("keep").addEventListener("click", keep);
  window.addEventListener("beforeunload", function (event) {
    if (isKept) { return; }
    event.preventDefault();
    event.returnValue = true; // Chromium before 119 asks nothing without it.
  });
  // What this browser could open it sends as a WAV, whatever the file was; what it couldn't goes as it is.
  form.addEventListener("submit", function (event) {
    if (samples) {
      event.preventDefault();
      keep();
    }
  });
}());
