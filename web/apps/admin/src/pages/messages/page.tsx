import SendOutlined from '@ant-design/icons/es/icons/SendOutlined'
import { definePage } from '@hobnail/ui'

export default definePage({
  path: 'messages',
  title: { zh: '工作通知', en: 'Work notifications' },
  about: {
    zh: '应用发出的每条通知：谁已读，谁没收到、为什么，撤回',
    en: 'What apps sent: who read it, who did not get it and why; taking one back',
  },
  icon: <SendOutlined />,
  may: person => person.rights.includes('workbench') || person.develops,
  load: () => import('./MessagesPage'),
})
