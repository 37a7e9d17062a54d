import time
from tests.cast import *
import pytest
@pytest.mark.parametrize("database_url",["sqlite"],indirect=True)
def test_a(phone, app):
    t=time.perf_counter()
    r=phone.get("/")
    print(r.status_code, time.perf_counter()-t); t=time.perf_counter()
