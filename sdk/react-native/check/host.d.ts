// The members of react, react-native and react-native-webview that this package and its sample use, by hand: the repository does not
// install React Native. The README tells against which real versions the sources were checked as well.

declare module 'react' {
  export interface Ref<T> { current: T }
  export interface Element { readonly element: true }
  type Props<P, R> = P & { ref?: Ref<R | null>; key?: string };
  export function forwardRef<R, P>(render: (props: P, ref: Ref<R | null>) => Element | null): (props: Props<P, R>) => Element;
  export function useCallback<F extends (...args: never[]) => unknown>(f: F, on: unknown[]): F;
  export function useEffect(f: () => void | (() => void), on?: unknown[]): void;
  export function useImperativeHandle<R>(ref: Ref<R | null>, make: () => R, on?: unknown[]): void;
  export function useMemo<T>(f: () => T, on: unknown[]): T;
  export function useRef<T>(first: T): Ref<T>;
  export function useRef<T>(first: T | null): Ref<T | null>;
  export function useState<T>(first: T): [T, (next: T) => void];
  const React: { createElement(...args: unknown[]): Element; Fragment: (p: { children?: unknown }) => Element };
  export default React;
  global {
    namespace JSX {
      type Element = import('react').Element;
      interface ElementClass { readonly props: unknown }
      interface ElementAttributesProperty { props: unknown }
      interface ElementChildrenAttribute { children: unknown }
      interface IntrinsicAttributes { key?: string }
    }
  }
}

declare module 'react-native' {
  import type { Element } from 'react';
  export interface ViewStyle { flex?: number }
  export type StyleProp<T> = T | null | undefined;
  type Box = (props: { style?: StyleProp<ViewStyle>; children?: unknown }) => Element;
  export const SafeAreaView: Box;
  export const Text: Box;
  export const TextInput: (props: { value: string; onChangeText: (text: string) => void; placeholder: string; autoCapitalize: 'none'; autoCorrect: boolean }) => Element;
  export const Button: (props: { title: string; onPress: () => void }) => Element;
  interface Subscription { remove(): void }
  export const AppState: { addEventListener(type: 'change', f: (state: 'active' | 'background' | 'inactive') => void): Subscription };
  export const BackHandler: { addEventListener(type: 'hardwareBackPress', f: () => boolean): Subscription };
  export const Alert: { alert(title: string, message?: string, buttons?: { text: string; style?: 'cancel' | 'destructive'; onPress?: () => void }[]): void };
}

declare module 'react-native-webview' {
  import type { Ref } from 'react';
  import type { StyleProp, ViewStyle } from 'react-native';
  export interface WebViewMessageEvent { nativeEvent: { url: string; data: string } }
  export class WebView<P = undefined> {
    readonly props: P & {
      ref?: Ref<WebView<P> | null>; style?: StyleProp<ViewStyle>; source: { uri: string }; originWhitelist: string[];
      onShouldStartLoadWithRequest: (r: { url: string }) => boolean; onMessage: (m: WebViewMessageEvent) => void;
      onRenderProcessGone: () => void; onContentProcessDidTerminate: () => void; javaScriptEnabled: boolean; domStorageEnabled: boolean;
      allowsInlineMediaPlayback: boolean; mediaPlaybackRequiresUserAction: boolean; allowFileAccess: boolean; mixedContentMode: 'never';
      mediaCapturePermissionGrantType: 'grantIfSameHostElsePrompt'; thirdPartyCookiesEnabled: boolean; setSupportMultipleWindows: boolean; geolocationEnabled: boolean;
    };
    injectJavaScript(script: string): void;
    reload(): void;
  }
}

declare function setTimeout(f: () => void, ms: number): { readonly timer: true };
declare function clearTimeout(t: { readonly timer: true } | undefined): void;
