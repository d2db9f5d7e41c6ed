// The supervisor's PeerConnection: both parties come in, his own sound goes out
// once he has taken the microphone. It is used once, like a party's.

export type Watched = 'customer' | 'agent';

export interface WatchPeerEvents {
  candidate(c: RTCIceCandidateInit): void;
  remote(of: Watched, stream: MediaStream): void;
  failed(): void;
}

export class WatchPeer {
  private readonly pc: RTCPeerConnection;
  private readonly mouth: RTCRtpSender;
  private mic: MediaStreamTrack | undefined;

  constructor(iceServers: RTCIceServer[], events: WatchPeerEvents) {
    this.pc = new RTCPeerConnection({ bundlePolicy: 'max-bundle', iceServers });
    this.pc.onicecandidate = (e) => e.candidate && events.candidate(e.candidate.toJSON());
    this.pc.onconnectionstatechange = () => this.pc.connectionState === 'failed' && events.failed();
    this.pc.ontrack = ({ streams: [s] }) => {
      if (s && (s.id === 'customer' || s.id === 'agent')) events.remote(s.id, s);
    };
    this.mouth = this.pc.addTransceiver('audio', { direction: 'sendrecv' }).sender;
    for (const kind of ['video', 'video', 'audio']) this.pc.addTransceiver(kind, { direction: 'recvonly' });
  }

  async offer(): Promise<string> {
    await this.pc.setLocalDescription(await this.pc.createOffer());
    return this.pc.localDescription!.sdp;
  }

  async answer(sdp: string): Promise<void> {
    if (this.pc.signalingState === 'have-local-offer') await this.pc.setRemoteDescription({ type: 'answer', sdp });
  }

  /** Takes the microphone the first time; nobody hears it before the server lets them. */
  async open(): Promise<void> {
    if (!this.mic) {
      const stream = await navigator.mediaDevices.getUserMedia({ audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true } });
      this.mic = stream.getAudioTracks()[0];
      if (this.pc.signalingState === 'closed') return this.mic?.stop();
      await this.mouth.replaceTrack(this.mic ?? null);
    }
    if (this.mic) this.mic.enabled = true;
  }

  /** Sends silence. */
  shut(): void {
    if (this.mic) this.mic.enabled = false;
  }

  close(): void {
    this.pc.onicecandidate = this.pc.onconnectionstatechange = this.pc.ontrack = null;
    this.mic?.stop();
    this.pc.close();
  }
}
