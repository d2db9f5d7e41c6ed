// One PeerConnection: offers once, trickles, and says when it failed. Like the
// socket it is used once.

import { Gauge } from './gauge.js';
import type { Quality } from './quality.js';
import { Twice } from './twice.js';

export interface PeerEvents {
  candidate(c: RTCIceCandidateInit): void;
  remote(stream: MediaStream): void;
  state(s: RTCPeerConnectionState): void;
  quality?(q: Quality): void;
}

const bitrate = 800_000; // bit/s of video at most; 640x480 at 20 fps is good with 500 k

export class Peer {
  private readonly pc: RTCPeerConnection;
  private readonly senders = new Map<string, RTCRtpSender>();
  private readonly inbound = new MediaStream();
  private readonly gauge: Gauge;
  private readonly twice: Twice;

  constructor(iceServers: RTCIceServer[], stream: MediaStream, events: PeerEvents) {
    this.pc = new RTCPeerConnection({ bundlePolicy: 'max-bundle', iceServers });
    this.pc.onicecandidate = (e) => e.candidate && events.candidate(e.candidate.toJSON());
    this.pc.onconnectionstatechange = () => events.state(this.pc.connectionState);
    this.pc.ontrack = (e) => {
      this.inbound.addTrack(e.track);
      events.remote(this.inbound);
    };
    // Sound first, in the browser's own queue and where the network knows of such marks.
    this.add('audio', stream.getAudioTracks()[0], stream, [{ priority: 'high', networkPriority: 'high' }]);
    this.add('video', stream.getVideoTracks()[0], stream, [{ maxBitrate: bitrate, priority: 'low', networkPriority: 'low' }]);
    this.pc.addTransceiver('audio', { direction: 'recvonly' }); // of a supervisor, who may speak to this party
    this.gauge = new Gauge(this.pc, this.senders.get('video')!, (q) => events.quality?.(q));
    this.twice = new Twice(this.pc, this.senders.get('audio')!);
  }

  /** Whether media flows, or flowed until just now. */
  get connected(): boolean {
    return this.pc.connectionState === 'connected' || this.pc.connectionState === 'disconnected';
  }

  /** Makes the only offer; the caller sends it. */
  async offer(): Promise<string> {
    await this.balance();
    await this.pc.setLocalDescription(await this.pc.createOffer());
    return this.pc.localDescription!.sdp;
  }

  async answer(sdp: string): Promise<void> {
    if (this.pc.signalingState === 'have-local-offer') await this.pc.setRemoteDescription({ type: 'answer', sdp });
  }

  /** Sends another track of its kind from now on, without renegotiation. */
  async replace(track: MediaStreamTrack): Promise<void> {
    if (this.pc.signalingState !== 'closed') await this.senders.get(track.kind)?.replaceTrack(track);
  }

  close(): void {
    this.gauge.stop();
    this.twice.stop();
    this.pc.onicecandidate = this.pc.onconnectionstatechange = this.pc.ontrack = null;
    this.pc.close();
    for (const t of this.inbound.getTracks()) t.stop();
  }

  private add(kind: string, track: MediaStreamTrack | undefined, stream: MediaStream, sendEncodings?: RTCRtpEncodingParameters[]): void {
    const transceiver = this.pc.addTransceiver(track ?? kind, {
      direction: 'sendrecv', streams: [stream], ...(sendEncodings ? { sendEncodings } : {}),
    });
    this.senders.set(kind, transceiver.sender);
  }

  /** Less sharp and less smooth in equal parts when the line is thin. Older browsers refuse; their default is close. */
  private async balance(): Promise<void> {
    const sender = this.senders.get('video')!;
    const p = sender.getParameters() as RTCRtpSendParameters & { degradationPreference?: string };
    p.degradationPreference = 'balanced';
    await sender.setParameters(p).catch(() => undefined);
  }
}
