import React, { forwardRef, useCallback, useEffect, useImperativeHandle, useMemo, useRef } from 'react';
import { Alert, AppState, BackHandler, type StyleProp, type ViewStyle } from 'react-native';
import { WebView, type WebViewMessageEvent } from 'react-native-webview';
import { contract, decode, type BaseKYCEvent } from './events';
import { originOf } from './origin';

export interface VerificationProps {
  /** The `url` of a session, from your backend. */
  link: string;
  onEvent?: (event: BaseKYCEvent) => void;
  /** Nothing more to do here: take the component away. `redirect` is the session's `redirect_url` if the customer went there. */
  onClose: (redirect?: string) => void;
  /** The words of the question whether to leave a call. */
  leaveWords?: { title: string; stay: string; leave: string };
  style?: StyleProp<ViewStyle>;
}

export interface VerificationHandle {
  /** The customer wants to go: a close button of yours calls this. */
  back(): void;
  /** Closes once the page has given camera, microphone and connection back. */
  leave(): void;
}

const patience = 1_000; // ms for an answer; a page that gives none is not there
const english = { title: 'Leave the video call?', stay: 'Stay', leave: 'Leave' };

/** One verification. Key it by its link: another link is another verification. */
export const Verification = forwardRef<VerificationHandle, VerificationProps>(function Verification(props, ref) {
  const home = useMemo(() => originOf(props.link), [props.link]);
  const web = useRef<WebView<object>>(null);
  const now = useRef(props);
  now.current = props;
  const waits = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const closed = useRef(false);
  const redirect = useRef<string | undefined>(undefined);

  const close = useCallback(() => {
    if (waits.current) clearTimeout(waits.current);
    if (closed.current) return;
    closed.current = true;
    now.current.onClose(redirect.current);
  }, []);

  const tell = useCallback((type: 'foreground' | 'back' | 'leave') => {
    web.current?.injectJavaScript(`window.postMessage({target:'basekyc',v:${contract},type:'${type}'},location.origin);true`);
    if (type === 'foreground') return;
    if (waits.current) clearTimeout(waits.current);
    waits.current = setTimeout(close, patience);
  }, [close]);

  useImperativeHandle(ref, () => ({ back: () => tell('back'), leave: () => tell('leave') }), [tell]);

  useEffect(() => {
    if (!home) close(); // not an https address
    const app = AppState.addEventListener('change', (state) => state === 'active' && tell('foreground'));
    const key = BackHandler.addEventListener('hardwareBackPress', () => {
      tell('back');
      return true;
    });
    return () => {
      if (waits.current) clearTimeout(waits.current);
      app.remove();
      key.remove();
    };
  }, [home, tell, close]);

  const hear = useCallback((m: WebViewMessageEvent) => {
    if (originOf(m.nativeEvent.url) !== home) return;
    const event = decode(m.nativeEvent.data);
    if (!event) return;
    now.current.onEvent?.(event);
    switch (event.type) {
      case 'back': {
        if (waits.current) clearTimeout(waits.current);
        if (event.data.leave === 'now') return tell('leave');
        const { title, stay, leave } = now.current.leaveWords ?? english;
        return Alert.alert(title, undefined, [{ text: stay, style: 'cancel' }, { text: leave, style: 'destructive', onPress: () => tell('leave') }]);
      }
      case 'redirect':
        redirect.current = event.data.url;
        return tell('leave');
      case 'destroyed':
        return close();
    }
  }, [home, tell, close]);

  if (!home) return null;
  return (
    <WebView
      ref={web}
      style={props.style}
      source={{ uri: props.link }}
      // What is not on this list would be opened by another app; what is on it is still asked for below.
      originWhitelist={['https://*', 'http://*']}
      onShouldStartLoadWithRequest={(r) => originOf(r.url) === home}
      onMessage={hear}
      onRenderProcessGone={close}
      onContentProcessDidTerminate={() => web.current?.reload()}
      geolocationEnabled // for a rule of the law: given where the app holds it
      javaScriptEnabled
      domStorageEnabled
      allowsInlineMediaPlayback
      mediaPlaybackRequiresUserAction={false}
      mediaCapturePermissionGrantType="grantIfSameHostElsePrompt"
      allowFileAccess={false}
      mixedContentMode="never"
      thirdPartyCookiesEnabled={false}
      setSupportMultipleWindows={false}
    />
  );
});
