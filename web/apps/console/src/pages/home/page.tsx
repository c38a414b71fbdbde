import HomeOutlined from '@ant-design/icons/es/icons/HomeOutlined'
import { definePage } from '@hobnail/ui'

export default definePage({
  path: '',
  title: { zh: '首页', en: 'Home' },
  icon: <HomeOutlined />,
  load: () => import('./HomePage'),
})
