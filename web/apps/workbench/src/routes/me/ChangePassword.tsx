/** The server judges the new password; what it says stands at the field that it names. */
import { client, Fault, reply } from '@hobnail/api'
import { useUi } from '@hobnail/ui'
import { useMutation } from '@tanstack/react-query'
import { Alert, Button, Form, Input } from 'antd'
import { useTexts } from '../../texts'
import styles from './MePage.module.css'

type Fields = { current: string; next: string; again: string }

export function ChangePassword({ onDone }: { onDone: (saved: boolean) => void }) {
  const t = useTexts()
  const { texts } = useUi()
  const [form] = Form.useForm<Fields>()
  const change = useMutation({
    mutationFn: ({ current, next }: Fields) =>
      reply(client.POST('/console/api/me/password', { body: { current, next } })),
    onSuccess: () => onDone(true),
    onError: error => {
      if (error instanceof Fault && (error.field === 'current' || error.field === 'next'))
        form.setFields([{ name: error.field, errors: [error.message] }])
    },
  })
  const fault = change.error instanceof Fault ? change.error : undefined
  const needed = { required: true, message: t.me.needed }

  return (
    <Form<Fields>
      form={form}
      className={styles.form}
      layout="vertical"
      requiredMark={false}
      onFinish={fields => change.mutate(fields)}
    >
      {fault && !fault.field && (
        <Alert className={styles.refusal} type="error" role="alert" title={fault.message || texts.offlineTitle} />
      )}
      <Form.Item name="current" label={t.me.current} rules={[needed]}>
        <Input.Password autoComplete="current-password" autoFocus maxLength={256} />
      </Form.Item>
      <Form.Item name="next" label={t.me.next} rules={[needed]}>
        <Input.Password autoComplete="new-password" maxLength={256} />
      </Form.Item>
      <Form.Item
        name="again"
        label={t.me.again}
        dependencies={['next']}
        rules={[
          needed,
          ({ getFieldValue }) => ({
            validator: (_, value) =>
              !value || value === getFieldValue('next') ? Promise.resolve() : Promise.reject(new Error(t.me.mismatch)),
          }),
        ]}
      >
        <Input.Password autoComplete="new-password" maxLength={256} />
      </Form.Item>
      <div className={styles.formButtons}>
        <Button type="primary" htmlType="submit" loading={change.isPending}>
          {t.me.save}
        </Button>
        <Button onClick={() => onDone(false)}>{t.me.cancel}</Button>
      </div>
    </Form>
  )
}
