"""Months and weekdays."""
import datetime

day_name = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
day_abbr = [d[:3] for d in day_name]
month_name = ["", "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
              "November", "December"]
month_abbr = [m[:3] for m in month_name]
MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY = range(7)


def isleap(year):
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def leapdays(y1, y2):
    y1, y2 = y1 - 1, y2 - 1
    return (y2 // 4 - y1 // 4) - (y2 // 100 - y1 // 100) + (y2 // 400 - y1 // 400)


def weekday(year, month, day):
    return datetime.date(year, month, day).weekday()


class IllegalMonthError(ValueError):
    def __str__(self):
        return "bad month number %r; must be 1-12" % self.args[0]


def monthrange(year, month):
    if not 1 <= month <= 12:
        raise IllegalMonthError(month)
    days = [0, 31, 29 if isleap(year) else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month]
    return weekday(year, month, 1), days


def monthcalendar(year, month):
    first, days = monthrange(year, month)
    cells = [0] * first + list(range(1, days + 1))
    cells += [0] * (-len(cells) % 7)
    return [cells[i:i + 7] for i in range(0, len(cells), 7)]


def timegm(tuple):
    year, month, day, hour, minute, second = tuple[:6]
    days = datetime.date(year, month, 1).toordinal() - datetime.date(1970, 1, 1).toordinal() + day - 1
    return ((days * 24 + hour) * 60 + minute) * 60 + second


def month(theyear, themonth, w=2, l=1):
    width = 7 * (max(2, w) + 1) - 1
    rows = [f"{month_name[themonth]} {theyear}".center(width).rstrip(),
            " ".join(d[:max(2, w)].center(max(2, w)) for d in day_name)]
    for week in monthcalendar(theyear, themonth):
        rows.append(" ".join((f"{d:{2}}" if d else "").center(max(2, w)) for d in week).rstrip())
    return "\n".join(rows) + "\n"


class Calendar:
    def __init__(self, firstweekday=0):
        self.firstweekday = firstweekday

    def iterweekdays(self):
        return iter([(self.firstweekday + i) % 7 for i in range(7)])

    def itermonthdates(self, year, month):
        first = datetime.date(year, month, 1)
        start = first - datetime.timedelta(days=(first.weekday() - self.firstweekday) % 7)
        days = (first.weekday() - self.firstweekday) % 7 + monthrange(year, month)[1]
        return iter([start + datetime.timedelta(days=i) for i in range(-(-days // 7) * 7)])

    def itermonthdays(self, year, month):
        return iter([d.day if d.month == month else 0 for d in self.itermonthdates(year, month)])

    def monthdatescalendar(self, year, month):
        dates = list(self.itermonthdates(year, month))
        return [dates[i:i + 7] for i in range(0, len(dates), 7)]

    def monthdayscalendar(self, year, month):
        return [[d.day if d.month == month else 0 for d in week] for week in self.monthdatescalendar(year, month)]


class TextCalendar(Calendar):
    def formatweekheader(self, width=2):
        names = day_name if width >= 9 else day_abbr
        return " ".join(names[i][:width].center(width) for i in self.iterweekdays())

    def formatmonth(self, year, month, w=0, l=0):
        w, l = max(2, w), max(1, l)
        title = f"{month_name[month]} {year!r}".center(7 * (w + 1) - 1).rstrip()
        out = title + "\n" * l + self.formatweekheader(w).rstrip() + "\n" * l
        for week in self.monthdayscalendar(year, month):
            out += " ".join(("%2i" % d if d else "").center(w) for d in week).rstrip() + "\n" * l
        return out

    def prmonth(self, year, month, w=0, l=0):
        print(self.formatmonth(year, month, w, l), end="")


def month(year, month, w=0, l=0):
    return TextCalendar().formatmonth(year, month, w, l)


def prmonth(year, month, w=0, l=0):
    print(TextCalendar().formatmonth(year, month, w, l), end="")
