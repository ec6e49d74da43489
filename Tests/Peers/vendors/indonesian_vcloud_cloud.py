"""A vCloud of former days: it logs in as they did, and its list of machines tells no addresses."""
import vcloud_cloud


class Cloud(vcloud_cloud.Cloud):
    versions = ("1.5", "5.1", "5.5", "5.6")

    def parameters(self):
        return {name: value for name, value in super().parameters().items() if name != "host"}
