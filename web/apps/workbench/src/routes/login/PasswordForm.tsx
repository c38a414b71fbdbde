/** Mobile number and password. Somebody who belongs to several organisations chooses one in a second step. */
import { Fault, type Session } from '@hobnail/api'
import { Alert, Button, Form, Input } from 'antd'
import { useState } from 'react'
import { usePassword } from '../../data/session'
import { useTexts } from '../../texts'
import styles from './LoginPage.module.css'

type Credentials = { mobile: string; password: string }

export function PasswordForm({ onEnter }: { onEnter: () => void }) {
  const t = useTexts()
  const signIn = usePassword()
  const [asked, setAsked] = useState<Credentials>()
  const [corps, setCorps] = useState<Session['corps']>()

  function submit(credentials: Credentials, corpId?: string) {
    const mobile = credentials.mobile.replace(/[\s-]/g, '')
    signIn.mutate(corpId ? { ...credentials, mobile, corpId } : { ...credentials, mobile }, {
      onSuccess: session => {
        if (session.signedIn) onEnter()
        else {
          setAsked(credentials)
          setCorps(session.corps)
        }
      },
    })
  }

  const refusal = signIn.error && (
    <Alert
      className={styles.refusal}
      type={signIn.error instanceof Fault && signIn.error.status === 429 ? 'warning' : 'error'}
      title={signIn.error instanceof Fault && signIn.error.offline ? t.ui.offlineTitle : signIn.error.message}
      role="alert"
    />
  )

  if (asked && corps?.length)
    return (
      <div className={styles.form}>
        {refusal}
        <p>{t.login.corps}</p>
        <div className={styles.corps}>
          {corps.map(corp => (
            <Button key={corp.corpId} block loading={signIn.isPending} onClick={() => submit(asked, corp.corpId)}>
              {corp.name}
            </Button>
          ))}
        </div>
        <Button type="link" onClick={() => setCorps(undefined)}>
          {t.login.otherAccount}
        </Button>
      </div>
    )

  return (
    <Form<Credentials>
      className={styles.form}
      layout="vertical"
      requiredMark={false}
      onFinish={values => submit(values)}
    >
      {refusal}
      <Form.Item
        name="mobile"
        label={t.login.mobile}
        rules={[{ required: true, whitespace: true, message: t.login.mobileNeeded }]}
      >
        <Input type="tel" inputMode="tel" autoComplete="username" autoFocus maxLength={32} />
      </Form.Item>
      <Form.Item name="password" label={t.login.password} rules={[{ required: true, message: t.login.passwordNeeded }]}>
        <Input.Password autoComplete="current-password" maxLength={256} />
      </Form.Item>
      <Button type="primary" htmlType="submit" block loading={signIn.isPending}>
        {t.login.submit}
      </Button>
      <p className={styles.forgot}>{t.login.forgot}</p>
    </Form>
  )
}
