"""Two hundred acts from ten threads at once, each told on the standard output after it was done.

Run as a process of its own by the test that kills it in the middle.
"""

import os
import threading

import django

django.setup()

from django.db import connection  # noqa: E402

from binhyen.machinery.database.reach import OPERATOR, acting_as  # noqa: E402
from binhyen.machinery.files.receiving import receive  # noqa: E402
from binhyen.orgunits.models import OrgUnit  # noqa: E402

with acting_as(OPERATOR):
    unit = OrgUnit.objects.visible_to(OPERATOR).filter(level="commune").order_by("id")[0]


def act_twenty_times(thread: int) -> None:
    for number in range(20):
        with acting_as(OPERATOR):
            receipt = receive(
                by=OPERATOR,
                unit_id=unit.pk,
                unit_path=unit.path,
                name="ghi-chu.txt",
                data=f"Số liệu minh hoạ, lượt {thread}, lần {number}.".encode(),
            )
        os.write(1, f"{receipt.sha256}\n".encode())  # one write, so that threads never share a line
    connection.close()


threads = [threading.Thread(target=act_twenty_times, args=(thread,)) for thread in range(10)]
for started in threads:
    started.start()
for started in threads:
    started.join()
