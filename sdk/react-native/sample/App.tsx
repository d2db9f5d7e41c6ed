import React, { useState } from 'react';
import { Button, SafeAreaView, Text, TextInput } from 'react-native';
import { Verification } from '@basekyc/react-native';

/** Takes the `url` of a session. In an app of yours it comes from your backend, which created the session. */
export default function App() {
  const [link, setLink] = useState('');
  const [verifying, setVerifying] = useState(false);
  const [said, setSaid] = useState('');
  return (
    <SafeAreaView style={{ flex: 1 }}>
      {verifying ? (
        <Verification
          key={link}
          link={link}
          style={{ flex: 1 }}
          onEvent={(e) => {
            if (e.type === 'finished') setSaid('Thank you. We will tell you the result.');
            if (e.type === 'error' && e.data.fatal) setSaid(e.data.code);
          }}
          onClose={() => setVerifying(false)}
        />
      ) : (
        <>
          <TextInput value={link} onChangeText={setLink} placeholder="url of POST /v1/sessions" autoCapitalize="none" autoCorrect={false} />
          <Button title="Verify" onPress={() => setVerifying(true)} />
          <Text>{said}</Text>
        </>
      )}
    </SafeAreaView>
  );
}
