"""Invented people and codes that belong to nobody: the identity numbers' region is not assigned."""

import datetime as dt
import random
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from app.core.crypto import Keyring, mask_phone
from app.models.people import Person, PersonIdentity
from app.rules.people import id_number
from app.rules.people.names import pinyin_initials, pinyin_key
from app.rules.practice import uscc

_REGION = 995100
_ORDERS = 500  # the odd and the even ones of a day
_SURNAMES = "王李张刘陈杨黄赵周吴徐孙马朱胡郭何林高罗郑梁谢宋唐许邓冯韩曹曾彭萧蔡潘田董袁于余叶蒋杜苏魏程吕丁任沈"
_GIVEN = {
    "1": "伟强磊军勇杰涛明超刚平辉鹏华飞鑫波斌宇浩凯健俊帆志国建文武林峰川江海东成",
    "2": "芳娜敏静丽艳娟霞燕玲桂英梅琳雪倩莉萍红玉兰洁颖欣怡佳慧婷蓉岚月秀珍云",
}
_LOCAL = {
    "5132": ("04", ("扎西", "多吉", "格桑", "卓玛", "尼玛", "次仁"), ("泽仁", "央金", "旺姆", "达瓦", "拉姆", "罗布")),
    "5133": ("04", ("扎西", "多吉", "格桑", "卓玛", "尼玛", "次仁"), ("泽仁", "央金", "旺姆", "达瓦", "拉姆", "罗布")),
    "5134": ("07", ("阿木", "吉克", "沙马", "海来", "曲比", "马海"), ("伍呷", "尔古", "阿呷", "拉铁", "布哈", "子布")),
}
_HAN, _HUI = "01", "03"


@dataclass(frozen=True)
class Invented:
    """Somebody with the card that every record of theirs carries."""

    person: Person
    identity: PersonIdentity
    name: str
    sex: str
    id_masked: str

    @property
    def card(self) -> dict[str, Any]:
        """What history rows show of a person."""
        return {"name": self.name, "name_key": pinyin_key(self.name), "sex": self.sex, "id_masked": self.id_masked}

    @property
    def searchable(self) -> dict[str, Any]:
        """The card of a current record, which is searched by initials too."""
        return self.card | {"name_initials": pinyin_initials(self.name)}


class Inventor:
    """Makes people and codes up, each once."""

    def __init__(self, rng: random.Random, keyring: Keyring, today: dt.date) -> None:
        self._rng, self._keyring, self._today = rng, keyring, today
        self._serial = 0

    def key(self) -> UUID:
        """A key."""
        return UUID(int=self._rng.getrandbits(128), version=4)

    def phone(self) -> str:
        """A mobile number of the range 199."""
        return f"199{self._rng.randrange(10**8):08d}"

    def day(self, first_year: int, last_year: int) -> dt.date:
        """A day of these years."""
        return dt.date(self._rng.randint(first_year, last_year), self._rng.randint(1, 12), self._rng.randint(1, 28))

    def uscc(self, city: str) -> str:
        """A law firm's code, registered in a city."""
        body = f"MD{self._next():06d}"
        first17 = f"31{city}00{body}{uscc.organization_check_character(body)}"
        return first17 + uscc.check_character(first17)

    def licence_no(self, city: str, first_year: int, practice_type: str, sex: str) -> str:
        """A licence number of 17 digits."""
        return f"1{city}{first_year}{practice_type}{'0' if sex == '1' else '1'}{self._next():06d}"

    def person(self, city: str, *, youngest: int = 24, oldest: int = 64) -> Invented:
        """Somebody of an age within the bounds, in years; without paths yet."""
        rng = self._rng
        sex = "1" if rng.random() < 0.6 else "2"
        birth = self._today - dt.timedelta(days=rng.randrange(int(365.25 * youngest), int(365.25 * oldest)))
        region, order = divmod(self._next(), _ORDERS)
        first17 = f"{_REGION + region}{birth:%Y%m%d}{2 * order + (sex == '1'):03d}"
        number = first17 + id_number.check_digit(first17)
        name, ethnic_group = self._name(city, sex)
        mobile = self.phone()
        person = Person(
            id=self.key(),
            id_cipher=self._keyring.seal(number.encode()),
            ethnic_group=ethnic_group,
            birth_date=birth,
            mobile_cipher=self._keyring.seal_text(mobile),
            mobile_masked=mask_phone(mobile),
        )
        identity = PersonIdentity(digest=self._keyring.lookup(number), person_id=person.id)
        return Invented(person, identity, name, sex, id_number.mask(number))

    def _name(self, city: str, sex: str) -> tuple[str, str]:
        rng = self._rng
        if city in _LOCAL and rng.random() < 0.5:
            group, first, last = _LOCAL[city]
            return f"{rng.choice(first)}·{rng.choice(last)}", group
        given = "".join(rng.sample(_GIVEN[sex], rng.choice((1, 2, 2, 2))))
        return rng.choice(_SURNAMES) + given, _HUI if rng.random() < 0.02 else _HAN

    def _next(self) -> int:
        self._serial += 1
        return self._serial
