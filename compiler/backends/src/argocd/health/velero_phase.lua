local health = { status = "Progressing", message = "Not looked at yet" }
if obj.status == nil or obj.status.phase == nil then
  return health
end
health.message = obj.status.message or obj.status.phase
if obj.status.phase == "Available" or obj.status.phase == "Enabled" then
  health.status = "Healthy"
elseif obj.status.phase == "Unavailable" or obj.status.phase == "FailedValidation" then
  health.status = "Degraded"
  if obj.status.validationErrors ~= nil then
    health.message = table.concat(obj.status.validationErrors, "; ")
  end
end
return health
