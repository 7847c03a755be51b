"""What offices write instead of the names of the code tables; by table, the code and its other spellings."""

from collections.abc import Mapping

DROPPED_ENDINGS: Mapping[str, str] = {
    "education": "毕业",
    "ethnic_group": "族",
    "law_firm_form": "律师事务所",
    "practice_type": "律师",
    "sex": "性",
}
"""The ending that offices leave out of a table's names: 汉 for 汉族, 专职 for 专职律师."""

ALIASES: Mapping[str, Mapping[str, str]] = {
    "business_line": {
        "01": "民事 商事 民商 民商事诉讼 合同纠纷",
        "02": "刑事辩护 刑辩",
        "03": "行政诉讼 行政法",
        "04": "知产 专利商标",
        "05": "金融 证券 资本市场 银行保险 金融保险",
        "06": "劳动人事 劳动争议 劳动法",
        "07": "破产 重整 破产清算 企业破产",
        "08": "涉外法律 国际业务 国际贸易",
        "09": "建筑工程 房地产 建设工程与房地产 房产",
        "10": "婚姻 家事 婚姻家庭 继承",
        "11": "公司 公司业务 并购 企业法律顾问 法律顾问",
        "12": "税务 税法",
        "13": "交通 交通事故 人身损害",
        "14": "医疗 医疗纠纷",
        "15": "环境 环境保护 矿产能源",
    },
    "education": {
        "10": "研究生",
        "11": "博士 博士生",
        "14": "硕士 硕士生",
        "21": "本科 大学 全日制本科",
        "31": "大专 专科",
        "41": "中专",
        "44": "职高",
        "47": "技校",
        "61": "高中",
    },
    # Until 1985 and 1986 the official names (GB/T 3304).
    "ethnic_group": {"36": "毛难族 毛难", "46": "崩龙族 崩龙"},
    "firm_party_coverage": {
        "11": "建立党委",
        "12": "建立党总支 建立党总支部 建立总支部",
        "13": "建立党支部 建立支部",
        "20": "联合党支部",
    },
    # A law firm is neither public nor an enterprise: of the pre-2018 table a private non-enterprise unit's
    # professional staff comes closest. Newer editions may have a code of their own.
    "job_post": {"024": "律师 执业律师 专职律师 实习律师", "4": "离休 退休 退休人员 离休人员"},
    "law_firm_form": {
        "11": "合伙 合伙律师事务所 普通合伙所 合伙所",
        "12": "特殊普通合伙 特殊普通合伙律师事务所 特殊的普通合伙所 特殊普通合伙所",
        "20": "个人所",
        "30": "国资 国资所 国家出资 国家出资设立 国资律师事务所 国家出资律师事务所",
    },
    "member_category": {"1": "正式 中共正式党员", "2": "预备 中共预备党员"},
    "party_org_category": {
        "611": "基层党委 基层委员会 党的基层委员会",
        "621": "党总支 总支 总支部 总支部委员会",
        "631": "支部 支部委员会",
        "632": "联合支部",
        "911": "临时委员会",
        "921": "临时党总支 临时总支",
        "931": "临时支部",
        "932": "临时联合支部",
    },
    "party_org_unit_situation": {"2": "联合党支部", "3": "法人 独立法人单位"},
    # By name only: foreign systems number this table differently.
    "political_status": {
        "01": "中共党员 党员 中共正式党员 正式党员 共产党员",
        "02": "中共预备党员 预备党员",
        "03": "共青团员 团员 中国共青团员",
        "04": "民革 民革党员 民革会员 中国国民党革命委员会党员",
        "05": "民盟 民盟盟员",
        "06": "民建 民建会员",
        "07": "民进 民进会员",
        "08": "农工党 农工党党员 农工民主党 农工民主党党员",
        "09": "致公党 致公党党员",
        "10": "九三 九三学社",
        "11": "台盟 台盟盟员",
        "12": "无党派 无党派人士 无党派民主人士",
        "13": "普通公民 普通群众",
    },
    "practice_type": {"0": "大湾区律师"},
    "sex": {"0": "未知", "9": "未说明"},
    "social_stratum": {"5": "中介和社会组织从业人员 中介组织和社会组织从业人员"},
}
