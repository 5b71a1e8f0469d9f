// A voice message from the microphone, where the browser has one to give.

let recorder = null;
let wanted = false;

export function isRecording() {
  return recorder !== null;
}

// `tick` hears the whole seconds, `ended` the file and its milliseconds (null: cancelled).
export async function record(tick, ended) {
  let stream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  } catch {
    return false;
  }
  const type = ["audio/ogg;codecs=opus", "audio/webm;codecs=opus", "audio/mp4"].find((kind) => MediaRecorder.isTypeSupported(kind));
  recorder = new MediaRecorder(stream, type ? { mimeType: type } : {});
  const pieces = [];
  const begun = Date.now();
  tick(0);
  const clock = setInterval(() => tick(Math.floor((Date.now() - begun) / 1000)), 500);
  recorder.addEventListener("dataavailable", (event) => pieces.push(event.data));
  recorder.addEventListener("stop", () => {
    const kind = recorder.mimeType.split(";")[0];
    recorder = null;
    clearInterval(clock);
    for (const track of stream.getTracks()) track.stop();
    const name = `voice.${kind.split("/")[1]}`;
    ended(wanted ? new File(pieces, name, { type: kind }) : null, Date.now() - begun);
  });
  recorder.start();
  return true;
}

export function stopRecording(send) {
  wanted = send;
  recorder?.stop();
}
