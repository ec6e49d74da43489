"""A vCloud of former days: it logs in as they did, and its list of machines tells no addresses."""
import vcloud


class Cloud(vcloud.Cloud):
    versions = ("1.5", "5.1", "5.5", "5.6")

    def parameters(self):
        values = super().parameters()
        del values["host"]
        return values
